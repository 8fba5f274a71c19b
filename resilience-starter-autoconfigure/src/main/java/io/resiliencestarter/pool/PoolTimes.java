package io.resiliencestarter.pool;

import java.util.concurrent.atomic.LongAdder;

/**
 * How long callers wait for a connection and how long they hold it. Exact where the pool
 * measures that itself. Otherwise good to one step of the {@link CoarseClock}, for which
 * only what takes longer than a step is recorded by who borrows; the rest is counted once
 * a step. Thread-safe.
 */
public final class PoolTimes {

	private final LatencyWindow acquire;

	private final LatencyWindow hold;

	private final LongAdder longWaits = new LongAdder();

	private final LongAdder longHolds = new LongAdder();

	private long waits;

	private long holds;

	private volatile boolean exact;

	PoolTimes(long now) {
		this.acquire = new LatencyWindow(now);
		this.hold = new LatencyWindow(now);
	}

	/**
	 * The pool measures exactly, and reports to {@link #acquired} and {@link #held}.
	 */
	public void exact() {
		this.exact = true;
	}

	/**
	 * Record an exact wait.
	 * @param nanos the time in nanoseconds
	 */
	public void acquired(long nanos) {
		this.acquire.record(nanos);
	}

	/**
	 * Record an exact hold.
	 * @param nanos the time in nanoseconds
	 */
	public void held(long nanos) {
		this.hold.record(nanos);
	}

	void longWait(long nanos) {
		if (!this.exact) {
			this.longWaits.increment();
			this.acquire.record(nanos);
		}
	}

	void longHold(long nanos) {
		if (!this.exact) {
			this.longHolds.increment();
			this.hold.record(nanos);
		}
	}

	/**
	 * Count what was too short to be recorded since the last call.
	 * @param now the current time in nanoseconds
	 * @param acquired the connections that were borrowed since the start
	 * @param returned the connections that were given back since the start
	 */
	void tick(long now, long acquired, long returned) {
		this.acquire.tick(now);
		this.hold.tick(now);
		if (!this.exact) {
			this.waits += record(this.acquire, acquired - this.longWaits.sum() - this.waits);
			this.holds += record(this.hold, returned - this.longHolds.sum() - this.holds);
		}
	}

	private static long record(LatencyWindow window, long times) {
		if (times <= 0) {
			return 0;
		}
		window.record(0, times);
		return times;
	}

	boolean isExact() {
		return this.exact;
	}

	/**
	 * Return the waits.
	 * @return the window, live
	 */
	public LatencyWindow acquire() {
		return this.acquire;
	}

	/**
	 * Return the holds.
	 * @return the window, live
	 */
	public LatencyWindow hold() {
		return this.hold;
	}

}
