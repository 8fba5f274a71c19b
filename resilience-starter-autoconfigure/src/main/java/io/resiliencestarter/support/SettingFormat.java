package io.resiliencestarter.support;

import java.time.Duration;

/**
 * Renders values as users write them, for log lines, failure analyses and endpoints.
 */
public final class SettingFormat {

	private SettingFormat() {
	}

	/**
	 * Render a value.
	 * @param value the value
	 * @return durations in their largest whole unit, for example {@code 30m}; anything
	 * else as its text
	 */
	public static String format(Object value) {
		return (value instanceof Duration duration) ? format(duration) : String.valueOf(value);
	}

	private static String format(Duration duration) {
		if (duration.toMillisPart() != 0 || duration.isZero()) {
			return duration.toMillis() + "ms";
		}
		if (duration.toSecondsPart() != 0) {
			return duration.toSeconds() + "s";
		}
		return (duration.toMinutesPart() != 0) ? duration.toMinutes() + "m" : duration.toHours() + "h";
	}

}
