package io.resiliencestarter.breaker;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the calls of a breaker without making them wait for each other. Thread-safe.
 */
class CallCounters {

	private final LongAdder successful = new LongAdder();

	private final LongAdder failed = new LongAdder();

	private final LongAdder ignored = new LongAdder();

	private final LongAdder slow = new LongAdder();

	private final LongAdder rejected = new LongAdder();

	void successful() {
		this.successful.increment();
	}

	void failed() {
		this.failed.increment();
	}

	void ignored() {
		this.ignored.increment();
	}

	void slow() {
		this.slow.increment();
	}

	void rejected() {
		this.rejected.increment();
	}

	CallCounts counts() {
		return new CallCounts(this.successful.sum(), this.failed.sum(), this.ignored.sum(), this.slow.sum(),
				this.rejected.sum());
	}

}
