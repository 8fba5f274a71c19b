package io.resiliencestarter.breaker;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * When a breaker opens, and how it closes again. Immutable, each value checked.
 *
 * @param failureThreshold the failures in a row that open it, unless there is a failure
 * rate
 * @param openFor the time for which it rejects calls
 * @param successThreshold the trial calls that a half-open breaker admits, and that close
 * it if all succeed
 * @param failureRate the share of failed calls that opens it, or {@code null} to count
 * failures in a row
 * @param window the calls over which rates are measured
 * @param minimumCalls the calls in the window before a rate counts
 * @param slowCallThreshold the time above which a call is slow, or {@code null} if none
 * is
 * @param slowCallRate the share of slow calls that opens it
 * @param trialTimeout the time after which trial calls that never end are given up, or
 * {@code null} for never
 */
public record BreakerSettings(int failureThreshold, Duration openFor, int successThreshold,
		@Nullable Double failureRate, int window, int minimumCalls, @Nullable Duration slowCallThreshold,
		double slowCallRate, @Nullable Duration trialTimeout) {

	/**
	 * Create settings that count failures in a row, and know no slow call.
	 * @param failureThreshold the failures in a row that open the breaker
	 * @param openFor the time for which it rejects calls
	 * @param successThreshold the trial calls that close it
	 * @return the settings
	 */
	public static BreakerSettings inARow(int failureThreshold, Duration openFor, int successThreshold) {
		return new BreakerSettings(failureThreshold, openFor, successThreshold, null, failureThreshold,
				failureThreshold, null, 1, null);
	}

	/**
	 * Return the same settings with another time after which trial calls are given up.
	 * @param timeout the time
	 * @return the settings
	 */
	public BreakerSettings withTrialTimeout(Duration timeout) {
		return new BreakerSettings(this.failureThreshold, this.openFor, this.successThreshold, this.failureRate,
				this.window, this.minimumCalls, this.slowCallThreshold, this.slowCallRate, timeout);
	}

}
