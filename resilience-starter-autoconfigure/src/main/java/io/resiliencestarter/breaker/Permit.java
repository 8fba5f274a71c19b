package io.resiliencestarter.breaker;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.jspecify.annotations.Nullable;

/**
 * The permission for one call. To be completed with its outcome, whatever happens: the
 * first outcome counts, later ones are ignored. Thread-safe.
 */
public final class Permit {

	private static final AtomicIntegerFieldUpdater<Permit> COMPLETED = AtomicIntegerFieldUpdater
		.newUpdater(Permit.class, "completed");

	private final Breaker breaker;

	private final CircuitBreaker engine;

	private final StateLog.Period period;

	private final long start;

	@SuppressWarnings("unused") // only through the updater
	private volatile int completed;

	Permit(Breaker breaker, CircuitBreaker engine, StateLog.Period period) {
		this.breaker = breaker;
		this.engine = engine;
		this.period = period;
		this.start = breaker.nanoTime();
	}

	/**
	 * The call succeeded.
	 */
	public void success() {
		if (complete()) {
			this.breaker.onSuccess(this.engine, nanos());
		}
	}

	/**
	 * The call failed.
	 * @param failure why
	 */
	public void failure(Throwable failure) {
		failure(failure, null);
	}

	/**
	 * The call failed, and what is guarded may have asked to be left alone.
	 * @param failure why
	 * @param wait how long the breaker is to stay open at least if this failure opens it,
	 * {@code null} if that was not asked for
	 */
	public void failure(Throwable failure, @Nullable Duration wait) {
		if (complete()) {
			this.breaker.onFailure(this.engine, nanos(), failure, wait);
		}
	}

	/**
	 * The call says nothing about what is guarded.
	 */
	public void ignore() {
		if (complete()) {
			this.breaker.onIgnore(this.engine, this.period, nanos());
		}
	}

	/**
	 * Return how long ago the permission was given.
	 * @return the time in nanoseconds
	 */
	public long nanos() {
		return this.breaker.nanoTime() - this.start;
	}

	private boolean complete() {
		return COMPLETED.compareAndSet(this, 0, 1);
	}

}
