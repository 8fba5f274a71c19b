package io.resiliencestarter.breaker;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How long a breaker stays open. As long as is set, or longer if the failure that opens
 * it asks for that: the engine wants to know it in the middle of recording that failure,
 * on the same thread. Thread-safe.
 */
final class OpenTime {

	private final Duration least;

	@SuppressWarnings("ThreadLocalUsage") // one a breaker; each value is removed at once
	private final ThreadLocal<@Nullable Duration> asked = new ThreadLocal<>();

	private volatile Duration last;

	/**
	 * Create the time.
	 * @param least how long the breaker stays open at least
	 */
	OpenTime(Duration least) {
		this.least = least;
		this.last = least;
	}

	/**
	 * Record a failure.
	 * @param wait how long the breaker is to stay open if the failure opens it
	 * @param failure records the failure
	 */
	void ask(Duration wait, Runnable failure) {
		this.asked.set(wait);
		try {
			failure.run();
		}
		finally {
			this.asked.remove();
		}
	}

	/**
	 * Tell the engine how long the breaker that opens now stays open. It shows the state
	 * only after that.
	 * @return the time in milliseconds
	 */
	long begin() {
		Duration wait = this.asked.get();
		Duration time = (wait != null && wait.compareTo(this.least) > 0) ? wait : this.least;
		this.last = time;
		return time.toMillis();
	}

	/**
	 * Return how long the breaker stays open since it opened the last time by itself.
	 * @return the time
	 */
	Duration last() {
		return this.last;
	}

}
