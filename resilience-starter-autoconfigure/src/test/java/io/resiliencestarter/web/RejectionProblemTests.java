package io.resiliencestarter.web;

import java.time.Duration;

import io.resiliencestarter.breaker.BreakerKind;
import io.resiliencestarter.breaker.Rejection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RejectionProblem}.
 */
class RejectionProblemTests {

	@Test
	void isServiceUnavailable() {
		RejectionProblem answer = answer(BreakerKind.HTTP, null);
		assertThat(headers(answer).getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
		assertThat(answer.body()).returns(503, ProblemDetail::getStatus)
			.returns("Service Unavailable", ProblemDetail::getTitle);
	}

	@ParameterizedTest
	@CsvSource({ "HTTP, Service 'x' is unavailable and is not called for now.",
			"DB, Database 'x' is unavailable and is not called for now.",
			"REDIS, Redis 'x' is unavailable and is not called for now.",
			"CUSTOM, Dependency 'x' is unavailable and is not called for now." })
	void saysWhatIsNotCalled(BreakerKind kind, String detail) {
		assertThat(answer(kind, null).body()).returns(detail, ProblemDetail::getDetail);
	}

	@ParameterizedTest
	@CsvSource({ "PT0S, 1", "PT0.001S, 1", "PT1S, 1", "PT1.001S, 2", "PT29.5S, 30", "PT10M, 600" })
	void roundsSecondsUp(Duration retryIn, String seconds) {
		assertThat(headers(answer(BreakerKind.HTTP, retryIn)).get(HttpHeaders.RETRY_AFTER)).containsExactly(seconds);
	}

	@Test
	void doesNotGuess() {
		assertThat(headers(answer(BreakerKind.HTTP, null)).containsHeader(HttpHeaders.RETRY_AFTER)).isFalse();
	}

	private static RejectionProblem answer(BreakerKind kind, @Nullable Duration retryIn) {
		return RejectionProblem.of(new Rejection(kind, "x", retryIn));
	}

	private static HttpHeaders headers(RejectionProblem answer) {
		HttpHeaders headers = new HttpHeaders();
		answer.addTo(headers);
		return headers;
	}

}
