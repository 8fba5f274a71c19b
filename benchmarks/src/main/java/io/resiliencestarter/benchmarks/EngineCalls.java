package io.resiliencestarter.benchmarks;

import java.time.Duration;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/**
 * Calls guarded by resilience4j with its defaults.
 */
final class EngineCalls implements GuardedCalls {

	private final CircuitBreakerRegistry registry = CircuitBreakerRegistry.ofDefaults();

	private final CircuitBreaker closed = this.registry.circuitBreaker("closed");

	private final CircuitBreaker open = this.registry.circuitBreaker("open",
			CircuitBreakerConfig.custom().waitDurationInOpenState(Duration.ofHours(1)).build());

	EngineCalls() {
		this.open.transitionToOpenState();
	}

	/**
	 * Measure the calls, as the starter does.
	 * @return the same calls
	 */
	EngineCalls withMeters() {
		TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(this.registry).bindTo(new SimpleMeterRegistry());
		return this;
	}

	@Override
	public void succeed() {
		this.closed.acquirePermission();
		long start = this.closed.getCurrentTimestamp();
		this.closed.onSuccess(this.closed.getCurrentTimestamp() - start, this.closed.getTimestampUnit());
	}

	@Override
	public void beRejected() {
		this.open.acquirePermission();
	}

}
