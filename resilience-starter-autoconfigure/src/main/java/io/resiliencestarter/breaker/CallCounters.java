package io.resiliencestarter.breaker;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Counts the calls of a breaker without making them wait for each other. Thread-safe.
 */
class CallCounters {

	private static final Log logger = LogFactory.getLog(CallCounters.class);

	private final LongAdder successful = new LongAdder();

	private final LongAdder failed = new LongAdder();

	private final LongAdder ignored = new LongAdder();

	private final LongAdder slow = new LongAdder();

	private final LongAdder rejected = new LongAdder();

	private final AtomicBoolean warned = new AtomicBoolean();

	private final long slowNanos;

	private volatile @Nullable CallListener listener;

	/**
	 * Create counters at zero.
	 * @param slow the time above which a call is slow, {@code null} if none is
	 */
	CallCounters(@Nullable Duration slow) {
		this.slowNanos = (slow != null) ? slow.toNanos() : Long.MAX_VALUE;
	}

	/**
	 * Tell a listener each call that ends from now on.
	 * @param added the listener
	 */
	synchronized void addListener(CallListener added) {
		this.listener = (this.listener != null) ? this.listener.andThen(added) : added;
	}

	void successful(long nanos) {
		this.successful.increment();
		countIfSlow(nanos);
		tell(CallOutcome.SUCCESSFUL, nanos);
	}

	void failed(long nanos) {
		this.failed.increment();
		countIfSlow(nanos);
		tell(CallOutcome.FAILED, nanos);
	}

	void ignored(long nanos) {
		this.ignored.increment();
		tell(CallOutcome.IGNORED, nanos);
	}

	void rejected() {
		this.rejected.increment();
		tell(CallOutcome.REJECTED, 0);
	}

	private void countIfSlow(long nanos) {
		if (nanos > this.slowNanos) {
			this.slow.increment();
		}
	}

	/**
	 * A meter that fails must not fail the call.
	 */
	private void tell(CallOutcome outcome, long nanos) {
		CallListener told = this.listener;
		if (told != null) {
			try {
				told.ended(outcome, nanos);
			}
			catch (RuntimeException | Error ex) {
				if (!this.warned.getAndSet(true)) {
					logger.warn("A call could not be measured; this is logged once", ex);
				}
			}
		}
	}

	CallCounts counts() {
		return new CallCounts(this.successful.sum(), this.failed.sum(), this.ignored.sum(), this.slow.sum(),
				this.rejected.sum());
	}

}
