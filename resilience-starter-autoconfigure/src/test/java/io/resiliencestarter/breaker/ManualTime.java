package io.resiliencestarter.breaker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;

/**
 * Time that only moves when it is told to.
 */
class ManualTime {

	static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

	private final AtomicLong nanos = new AtomicLong();

	void advance(Duration duration) {
		this.nanos.addAndGet(duration.toNanos());
	}

	Breakers breakers(CircuitBreakerRegistry registry) {
		return breakers(registry, (event) -> {
		});
	}

	Breakers breakers(CircuitBreakerRegistry registry, Consumer<Object> delivery) {
		return new Breakers(registry, new BreakerEvents(delivery), Clock.fixed(NOW, ZoneOffset.UTC), this.nanos::get);
	}

	Breaker breaker(BreakerSettings settings) {
		return breakers(CircuitBreakerRegistry.ofDefaults()).add("auth", BreakerKind.HTTP, settings);
	}

}
