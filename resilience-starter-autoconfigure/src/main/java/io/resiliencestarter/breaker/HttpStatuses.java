package io.resiliencestarter.breaker;

import org.springframework.util.ClassUtils;
import org.springframework.web.client.RestClientResponseException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/**
 * Reads the status from what Spring's HTTP clients throw, as far as they are there.
 */
final class HttpStatuses {

	private static final boolean REST_CLIENT = isPresent("org.springframework.web.client.RestClientResponseException");

	private static final boolean WEB_CLIENT = isPresent(
			"org.springframework.web.reactive.function.client.WebClientResponseException");

	private HttpStatuses() {
	}

	static boolean isServerError(Throwable cause) {
		return of(cause) / 100 == 5;
	}

	static boolean isClientError(Throwable cause) {
		return of(cause) / 100 == 4;
	}

	private static int of(Throwable cause) {
		int status = REST_CLIENT ? OfRestClient.of(cause) : 0;
		return (status == 0 && WEB_CLIENT) ? OfWebClient.of(cause) : status;
	}

	private static boolean isPresent(String type) {
		return ClassUtils.isPresent(type, HttpStatuses.class.getClassLoader());
	}

	/**
	 * Not loaded where the library is not there.
	 */
	private static final class OfRestClient {

		static int of(Throwable cause) {
			return (cause instanceof RestClientResponseException failure) ? failure.getStatusCode().value() : 0;
		}

	}

	/**
	 * Not loaded where the library is not there.
	 */
	private static final class OfWebClient {

		static int of(Throwable cause) {
			return (cause instanceof WebClientResponseException failure) ? failure.getStatusCode().value() : 0;
		}

	}

}
