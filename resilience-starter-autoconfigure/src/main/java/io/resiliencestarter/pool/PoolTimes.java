package io.resiliencestarter.pool;

import java.util.concurrent.atomic.LongAdder;

/**
 * How long callers wait for a connection and how long they hold it. Good to a microsecond
 * where the pool measures that itself, and otherwise to one step of the
 * {@link CoarseClock}. Only what takes longer than that is recorded by who borrows, since
 * recording would take as long as an ordinary wait; the rest is counted once a step.
 * Thread-safe.
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
		if (!LatencyBuckets.isSmallest(nanos)) {
			this.longWaits.increment();
			this.acquire.record(nanos);
		}
	}

	/**
	 * The caller whose exact wait was recorded got no connection.
	 */
	public void acquiredNothing() {
		this.longWaits.decrement();
	}

	/**
	 * Record an exact hold.
	 * @param nanos the time in nanoseconds
	 */
	public void held(long nanos) {
		if (!LatencyBuckets.isSmallest(nanos)) {
			this.longHolds.increment();
			this.hold.record(nanos);
		}
	}

	void longWait(long nanos) {
		if (!this.exact) {
			acquired(nanos);
		}
	}

	void longHold(long nanos) {
		if (!this.exact) {
			held(nanos);
		}
	}

	/**
	 * Record the wait of a caller who got no connection, unless the pool measures that.
	 * @param nanos the time in nanoseconds
	 */
	void timedOut(long nanos) {
		if (!this.exact) {
			this.acquire.record(nanos);
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
		this.waits += record(this.acquire, acquired - this.longWaits.sum() - this.waits);
		this.holds += record(this.hold, returned - this.longHolds.sum() - this.holds);
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
