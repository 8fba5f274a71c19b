package io.resiliencestarter.http;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import io.resiliencestarter.breaker.Breaker;
import io.resiliencestarter.breaker.BreakerKind;
import io.resiliencestarter.breaker.Breakers;
import io.resiliencestarter.breaker.Permit;
import io.resiliencestarter.pool.CalledService;
import io.resiliencestarter.pool.CallsWhileHolding;
import io.resiliencestarter.support.Setting;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMessage;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/**
 * A downstream service and the breaker that its calls go through.
 */
final class ServiceGuard {

	private final DownstreamService service;

	private final Breaker breaker;

	private final CalledService calls;

	private ServiceGuard(DownstreamService service, Breaker breaker, CalledService calls) {
		this.service = service;
		this.breaker = breaker;
		this.calls = calls;
	}

	/**
	 * Guard a service.
	 * @param service the service
	 * @param breakers where its breaker is added
	 * @param calls who calls while holding a connection
	 * @return the guard
	 */
	static ServiceGuard of(DownstreamService service, Breakers breakers, CallsWhileHolding calls) {
		return new ServiceGuard(service, breakers.add(service.name(), BreakerKind.HTTP, service.breaker()),
				calls.service(service.name()));
	}

	URI baseUrl() {
		return this.service.baseUrl();
	}

	/**
	 * Return settings with the timeouts of the service. A timeout that the client was
	 * built with wins over a default of the service, not over one that the user set on
	 * the service.
	 * @param settings the settings that the client was built with
	 * @return the settings for calls to the service
	 */
	HttpClientSettings settings(HttpClientSettings settings) {
		return settings.withTimeouts(connectTimeout(settings.connectTimeout()), readTimeout(settings.readTimeout()));
	}

	Duration connectTimeout(@Nullable Duration ofClient) {
		return choose(this.service.connectTimeout(), ofClient);
	}

	Duration readTimeout(@Nullable Duration ofClient) {
		return choose(this.service.readTimeout(), ofClient);
	}

	private static Duration choose(Setting<Duration> ofService, @Nullable Duration ofClient) {
		return (ofClient == null || ofService.explicit()) ? ofService.value() : ofClient;
	}

	/**
	 * Ask for the permission for a call that the current thread is about to make.
	 */
	Permit acquire() {
		Permit permit = this.breaker.acquire();
		this.calls.called();
		return permit;
	}

	/**
	 * Record a response as far as its headers tell the outcome.
	 * @param response the response
	 * @param method the method of the request
	 * @param permit the permit of the call
	 * @return the response, watched if its body is yet to tell the outcome
	 * @throws IOException if the status could not be read
	 */
	ClientHttpResponse watch(ClientHttpResponse response, HttpMethod method, Permit permit) throws IOException {
		return settle(response.getStatusCode(), response, permit) ? response
				: new GuardedResponse(response, permit, method, this);
	}

	/**
	 * Record a status if that tells the outcome.
	 * @param status the status
	 * @param response the response, whose headers are read only if they matter
	 * @param permit the permit of the call
	 * @return whether it does, so that the body does not matter
	 */
	boolean settle(HttpStatusCode status, HttpMessage response, Permit permit) {
		if (this.service.ignoredStatuses().contains(status.value())) {
			permit.ignore();
			return true;
		}
		if (this.service.failureStatuses().contains(status.value())) {
			permit.failure(new HttpStatusException(status.value()), retryAfter(status, response));
			return true;
		}
		return false;
	}

	/**
	 * Record a status of a client that does not know Spring's types.
	 * @param status the status
	 * @param header returns the first value of a header, {@code null} if there is none;
	 * asked only if it matters
	 * @param permit the permit of the call
	 * @return whether it tells the outcome, so that the body does not matter
	 */
	boolean settle(int status, Function<String, @Nullable String> header, Permit permit) {
		return settle(HttpStatusCode.valueOf(status), () -> {
			HttpHeaders headers = new HttpHeaders();
			headers.set(HttpHeaders.RETRY_AFTER, header.apply(HttpHeaders.RETRY_AFTER));
			return headers;
		}, permit);
	}

	private @Nullable Duration retryAfter(HttpStatusCode status, HttpMessage response) {
		Duration limit = this.service.retryAfterLimit();
		return (limit != null && status.isSameCodeAs(HttpStatus.SERVICE_UNAVAILABLE))
				? RetryAfter.read(response.getHeaders(), limit, Instant.now()) : null;
	}

	/**
	 * Record a call that ended with an exception before there was an answer.
	 * @param thrown the exception
	 * @param permit the permit of the call
	 */
	void callFailed(Throwable thrown, Permit permit) {
		settle(this.service.exceptions().count(thrown, Failures::ofCall), thrown, permit);
	}

	/**
	 * Record a call whose answer could not be read.
	 * @param thrown the exception
	 * @param permit the permit of the call
	 */
	void bodyFailed(Throwable thrown, Permit permit) {
		settle(this.service.exceptions().count(thrown, Failures::ofBody), thrown, permit);
	}

	private void settle(boolean failure, Throwable thrown, Permit permit) {
		if (failure) {
			permit.failure(thrown);
		}
		else {
			permit.ignore();
		}
	}

	/**
	 * Record a call that the caller gave up before there was an answer. That says nothing
	 * about the service, unless the caller has run out of patience.
	 * @param permit the permit of the call
	 */
	void cancelled(Permit permit) {
		if (permit.nanos() >= cancelAfter().toNanos()) {
			permit.failure(new TimeoutException("Cancelled without an answer"));
		}
		permit.ignore();
	}

	/**
	 * Return the silence from which on a cancelled call is a failure.
	 */
	Duration cancelAfter() {
		return this.service.cancelAfter();
	}

}
