package io.resiliencestarter.pool;

/**
 * A monotonic clock that somebody else moves on, every 50 milliseconds or so. Reading it
 * costs a memory access, where reading the system's clock would be a sixth of borrowing a
 * connection. Thread-safe.
 */
public final class CoarseClock {

	private volatile long nanos;

	/**
	 * Create a clock.
	 * @param nanoTime the current value of {@link System#nanoTime()}
	 */
	public CoarseClock(long nanoTime) {
		this.nanos = nanoTime;
	}

	/**
	 * Return the time of the last update.
	 * @return the time in nanoseconds, comparable to {@link System#nanoTime()}
	 */
	public long nanos() {
		return this.nanos;
	}

	/**
	 * Move the clock on.
	 * @param nanoTime the current value of {@link System#nanoTime()}
	 */
	public void update(long nanoTime) {
		this.nanos = nanoTime;
	}

}
