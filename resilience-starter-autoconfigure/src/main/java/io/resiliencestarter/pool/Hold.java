package io.resiliencestarter.pool;

import org.jspecify.annotations.Nullable;

/**
 * A connection that somebody holds. Immutable.
 *
 * @param <H> the type of handle
 * @param connection the physical connection
 * @param handle what the borrower got, another one for each borrow
 * @param thread the thread that borrowed it
 * @param since when it was borrowed, in nanoseconds of the {@link CoarseClock}
 * @param site where it was borrowed, a stack that nobody has walked yet; {@code null} if
 * it was not captured
 */
public record Hold<H>(Object connection, H handle, Thread thread, long since, @Nullable Throwable site) {

	/**
	 * Return how long the connection has been held.
	 * @param now the time of the {@link CoarseClock}
	 * @return the time in nanoseconds, never negative
	 */
	public long nanos(long now) {
		return Math.max(0, now - this.since);
	}

}
