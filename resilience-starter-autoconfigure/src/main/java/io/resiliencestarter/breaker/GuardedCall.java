package io.resiliencestarter.breaker;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * One call of a {@link Guard}, to be told how it ends: the first end counts. Thread-safe.
 */
final class GuardedCall {

	private final @Nullable Permit permit;

	private final GuardFailures failures;

	private final Duration cancelAfter;

	private volatile boolean answered;

	/**
	 * Create a call.
	 * @param permit its permit, {@code null} if nothing is guarded
	 * @param failures judges what it throws
	 * @param cancelAfter the silence from which on a cancelled call is a failure
	 */
	GuardedCall(@Nullable Permit permit, GuardFailures failures, Duration cancelAfter) {
		this.permit = permit;
		this.failures = failures;
		this.cancelAfter = cancelAfter;
	}

	/**
	 * The first of many elements has come.
	 */
	void answered() {
		if (!this.answered) {
			this.answered = true;
		}
	}

	void succeeded() {
		if (this.permit != null) {
			this.permit.success();
		}
	}

	void failed(Throwable failure) {
		if (this.permit == null) {
			return;
		}
		if (this.failures.count(failure)) {
			this.permit.failure(failure);
		}
		this.permit.ignore();
	}

	/**
	 * The caller wants the result no more, which says nothing, unless there was no answer
	 * for long.
	 */
	void cancelled() {
		if (this.permit == null) {
			return;
		}
		if (this.answered) {
			this.permit.success();
		}
		else if (this.permit.nanos() >= this.cancelAfter.toNanos()) {
			this.permit.failure(new TimeoutException("Cancelled without an answer"));
		}
		this.permit.ignore();
	}

}
