package io.resiliencestarter.diagnosis;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How opening connections goes. Immutable.
 *
 * @param opening how many are being opened
 * @param failure why the last attempt failed, {@code null} if it did not
 */
public record Creation(int opening, @Nullable Refusal failure) {

	/** Nothing is being opened, and nothing has failed. */
	public static final Creation QUIET = new Creation(0, null);

	/**
	 * A failed attempt.
	 *
	 * @param cause one of server-limit, database-down and authentication
	 * @param message the driver's own words, one line without credentials
	 * @param limit the limit that the message tells, {@code null} if it tells none
	 * @param at when
	 */
	public record Refusal(Cause cause, String message, @Nullable Integer limit, Instant at) {
	}

}
