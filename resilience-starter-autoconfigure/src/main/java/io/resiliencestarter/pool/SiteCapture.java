package io.resiliencestarter.pool;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Captures where connections are borrowed, as often as 0.5% of a core pays for: each
 * borrow of an ordinary application, a sample of those of a very busy one. Thread-safe:
 * any thread captures, without a lock; one thread calls {@link #tick}.
 * <p>
 * What a capture took is charged to a budget that ticks refill. Neither savings nor debts
 * exceed what a second earns, so that a pause of the process, which looks like one very
 * expensive capture, does not end captures for long.
 */
public final class SiteCapture {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private static final int ORDINARY_DIVISOR = 200;

	private static final int BOOSTED_DIVISOR = 20;

	/** Two readings of the clock and the charge, of which the clock sees little. */
	private static final long MEASURING = 100;

	private final LongSupplier nanoTime;

	private final AtomicLong budget = new AtomicLong(SECOND / ORDINARY_DIVISOR);

	private long lastTick;

	private volatile long boostEnd;

	/**
	 * Create a capture with a second's budget.
	 * @param nanoTime the current time in nanoseconds, from any origin
	 */
	public SiteCapture(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.lastTick = nanoTime.getAsLong();
		this.boostEnd = this.lastTick;
	}

	/**
	 * Capture the stack of the calling thread, if the budget allows it. Costs one read if
	 * not.
	 * @return the stack, not yet walked, or {@code null} if the budget is used up
	 */
	public @Nullable Throwable capture() {
		if (this.budget.getOpaque() <= 0) {
			return null;
		}
		long start = this.nanoTime.getAsLong();
		Throwable site = new Throwable("Connection borrowed here");
		this.budget.getAndAdd(start - this.nanoTime.getAsLong() - MEASURING);
		return site;
	}

	/**
	 * Allow 5% of a core for a while, because sites matter more than usual now.
	 * @param nanos the end of that while, of the same origin as the current time
	 */
	public void boostUntil(long nanos) {
		this.boostEnd = nanos;
	}

	/**
	 * Refill the budget.
	 * @param nowNanos the current time in nanoseconds
	 */
	public void tick(long nowNanos) {
		int divisor = (this.boostEnd - nowNanos > 0) ? BOOSTED_DIVISOR : ORDINARY_DIVISOR;
		long limit = SECOND / divisor;
		long earned = (nowNanos - this.lastTick) / divisor;
		this.lastTick = nowNanos;
		this.budget.updateAndGet((current) -> Math.min(Math.max(current, -limit) + earned, limit));
	}

}
