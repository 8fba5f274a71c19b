package io.resiliencestarter.web;

import java.time.Duration;

import io.resiliencestarter.breaker.Rejection;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;

/**
 * The answer to a request that needs what an open breaker guards.
 *
 * @param headers the headers
 * @param body the body, which has the status
 */
record RejectionProblem(HttpHeaders headers, ProblemDetail body) {

	/**
	 * Return the answer.
	 * @param rejection the rejected call
	 * @return the answer
	 */
	static RejectionProblem of(Rejection rejection) {
		return new RejectionProblem(headers(rejection.retryIn()),
				ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, detail(rejection)));
	}

	private static HttpHeaders headers(@Nullable Duration retryIn) {
		HttpHeaders headers = new HttpHeaders();
		headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
		if (retryIn != null) {
			long seconds = Math.max(1, retryIn.plusSeconds(1).minusNanos(1).toSeconds());
			headers.set(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
		}
		return headers;
	}

	private static String detail(Rejection rejection) {
		String kind = switch (rejection.kind()) {
			case HTTP -> "Service";
			case DB -> "Database";
			case REDIS -> "Redis";
			case CUSTOM -> "Dependency";
		};
		return "%s '%s' is unavailable and is not called for now.".formatted(kind, rejection.dependency());
	}

}
