package io.resiliencestarter.http;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetryAfter}.
 */
class RetryAfterTests {

	private static final Duration LIMIT = Duration.ofMinutes(5);

	private static final Instant NOW = Instant.parse("2026-05-01T12:00:00.250Z");

	@ParameterizedTest
	@ValueSource(strings = { "120", " 120 ", "Fri, 01 May 2026 12:02:00 GMT", "Friday, 01-May-26 12:02:00 GMT",
			"Fri May 01 12:02:00 2026" })
	void readsSecondsAndDates(String value) {
		assertThat(read(value)).isEqualTo(Duration.ofMinutes(2));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "301", "999999999", "1000000000", "99999999999999999999999", "Fri, 31 Dec 2027 00:00:00 GMT" })
	void heedsNothingAboveTheLimit(String value) {
		assertThat(read(value)).isEqualTo(LIMIT);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "-1", "+5", "1.5", "120s", "soon", "Fri, 01 May 2026 11:59:59 GMT",
			"Fri, 99 May 2026 12:02:00 GMT" })
	void ignoresWhatMakesNoSense(String value) {
		assertThat(read(value)).isNull();
	}

	@Test
	void thereNeedBeNoHeader() {
		assertThat(RetryAfter.read(new HttpHeaders(), LIMIT, NOW)).isNull();
	}

	private @Nullable Duration read(String value) {
		HttpHeaders headers = new HttpHeaders();
		headers.set(HttpHeaders.RETRY_AFTER, value);
		return RetryAfter.read(headers, LIMIT, NOW);
	}

}
