package io.resiliencestarter.http;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Reads how long a service asks to be left alone: the header {@code Retry-After}, in
 * seconds or as a date.
 */
final class RetryAfter {

	private static final Pattern SECONDS = Pattern.compile("\\d+");

	private static final int MAX_DIGITS = 9;

	private RetryAfter() {
	}

	/**
	 * Read the header.
	 * @param headers the headers of a response
	 * @param limit the longest time that is heeded
	 * @param now the instant that a date is held against
	 * @return the time, {@code null} if there is none that makes sense
	 */
	static @Nullable Duration read(HttpHeaders headers, Duration limit, Instant now) {
		String value = headers.getFirst(HttpHeaders.RETRY_AFTER);
		Duration wait = (value != null && SECONDS.matcher(value.strip()).matches()) ? seconds(value.strip(), limit)
				: untilDate(headers, now);
		if (wait == null || wait.isNegative()) {
			return null;
		}
		return (wait.compareTo(limit) < 0) ? wait : limit;
	}

	private static Duration seconds(String digits, Duration limit) {
		return (digits.length() <= MAX_DIGITS) ? Duration.ofSeconds(Long.parseLong(digits)) : limit;
	}

	private static @Nullable Duration untilDate(HttpHeaders headers, Instant now) {
		try {
			ZonedDateTime date = headers.getFirstZonedDateTime(HttpHeaders.RETRY_AFTER);
			return (date != null) ? Duration.between(now.truncatedTo(ChronoUnit.SECONDS), date.toInstant()) : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}
