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
 * @param body the body, which has the status
 * @param retryAfter the seconds after which to ask again, {@code null} if nobody knows
 */
record RejectionProblem(ProblemDetail body, @Nullable String retryAfter) {

	/**
	 * Return the answer.
	 * @param rejection the rejected call
	 * @return the answer
	 */
	static RejectionProblem of(Rejection rejection) {
		return new RejectionProblem(ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, detail(rejection)),
				retryAfter(rejection.retryIn()));
	}

	private static @Nullable String retryAfter(@Nullable Duration retryIn) {
		return (retryIn != null) ? Long.toString(Math.max(1, retryIn.plusSeconds(1).minusNanos(1).toSeconds())) : null;
	}

	private static String detail(Rejection rejection) {
		String kind = switch (rejection.kind()) {
			case HTTP -> "Service";
			case DB -> "Database";
			case REDIS -> "Redis";
			case CUSTOM -> "Dependency";
		};
		return kind + " '" + rejection.dependency() + "' is unavailable and is not called for now.";
	}

	/**
	 * Add the headers to those of a response.
	 * @param headers the headers of the response
	 */
	void addTo(HttpHeaders headers) {
		headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
		if (this.retryAfter != null) {
			headers.set(HttpHeaders.RETRY_AFTER, this.retryAfter);
		}
	}

}
