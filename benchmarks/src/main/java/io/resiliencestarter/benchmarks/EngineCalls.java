package io.resiliencestarter.benchmarks;

import java.time.Duration;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;

/**
 * Calls guarded by resilience4j with its defaults.
 */
final class EngineCalls implements GuardedCalls {

	private final CircuitBreaker closed = CircuitBreaker.ofDefaults("closed");

	private final CircuitBreaker open = CircuitBreaker.of("open",
			CircuitBreakerConfig.custom().waitDurationInOpenState(Duration.ofHours(1)).build());

	EngineCalls() {
		this.open.transitionToOpenState();
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
