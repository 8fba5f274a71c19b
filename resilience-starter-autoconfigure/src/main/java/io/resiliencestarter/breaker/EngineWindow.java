package io.resiliencestarter.breaker;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.Metrics;
import io.github.resilience4j.core.EventProcessor;
import org.jspecify.annotations.Nullable;

/**
 * What the engine has recorded of the last calls. All callers wait for each other where
 * it records one; so it is not told of a success that would take the place of another,
 * unless somebody listens to it. Thread-safe.
 */
class EngineWindow {

	private final AtomicLong changes = new AtomicLong();

	private volatile @Nullable Successes successes;

	/**
	 * Whether a success would change nothing. What others than the starter make the
	 * engine record is not seen.
	 * @param engine the engine
	 * @return whether all calls were successful, and nobody listens
	 */
	@SuppressWarnings("ReferenceEquality") // identity is what counts
	boolean hasOnlySuccesses(CircuitBreaker engine) {
		Successes seen = this.successes;
		return seen != null && seen.engine() == engine && seen.changes() == this.changes.get() && !isHeard(engine);
	}

	private static boolean isHeard(CircuitBreaker engine) {
		return !(engine.getEventPublisher() instanceof EventProcessor<?> events) || events.hasConsumers();
	}

	/**
	 * Record a success, and look whether there is nothing else any more.
	 * @param engine the engine
	 * @param nanos how long the call took
	 */
	void success(CircuitBreaker engine, long nanos) {
		long before = this.changes.get();
		engine.onSuccess(nanos, TimeUnit.NANOSECONDS);
		if (!isHeard(engine) && isFullOfSuccesses(engine)) {
			this.successes = new Successes(engine, before);
		}
	}

	private static boolean isFullOfSuccesses(CircuitBreaker engine) {
		Metrics metrics = engine.getMetrics();
		return metrics.getNumberOfSuccessfulCalls() == engine.getCircuitBreakerConfig().getSlidingWindowSize();
	}

	/**
	 * Record a failure. Counted before and after: whoever looks in between must not
	 * believe later that he has seen it.
	 * @param recording records it
	 */
	void failure(Runnable recording) {
		this.changes.incrementAndGet();
		try {
			recording.run();
		}
		finally {
			this.changes.incrementAndGet();
		}
	}

	/**
	 * Nothing but successes, until something changes.
	 *
	 * @param engine the engine
	 * @param changes the number of changes before they were seen
	 */
	private record Successes(CircuitBreaker engine, long changes) {

	}

}
