package io.resiliencestarter.breaker;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;

/**
 * Says in the terms of resilience4j what {@link BreakerSettings} ask for. Failures in a
 * row are a window that long in which each call failed.
 */
final class EngineConfig {

	private static final Duration NEVER_SLOW = Duration.ofDays(365);

	private EngineConfig() {
	}

	static CircuitBreakerConfig of(BreakerSettings settings, OpenTime openTime, LongSupplier nanoTime) {
		CircuitBreakerConfig.Builder builder = CircuitBreakerConfig.custom()
			.permittedNumberOfCallsInHalfOpenState(settings.successThreshold())
			.waitIntervalFunctionInOpenState((attempt) -> openTime.begin())
			.writableStackTraceEnabled(false)
			.clock(new SteadyClock(nanoTime))
			.currentTimestampFunction((clock) -> nanoTime.getAsLong(), TimeUnit.NANOSECONDS);
		failureRule(builder, settings);
		slowCallRule(builder, settings);
		if (settings.trialTimeout() != null) {
			builder.maxWaitDurationInHalfOpenState(settings.trialTimeout());
		}
		return builder.build();
	}

	private static void failureRule(CircuitBreakerConfig.Builder builder, BreakerSettings settings) {
		Double failureRate = settings.failureRate();
		if (failureRate != null) {
			builder.failureRateThreshold(percent(failureRate));
			window(builder, settings.window(), settings.minimumCalls(), settings);
		}
		else {
			builder.failureRateThreshold(100);
			window(builder, settings.failureThreshold(), settings.failureThreshold(), settings);
		}
	}

	/**
	 * The engine applies the minimum in the half-open state too, where it would let fewer
	 * successes close the breaker than asked for. In the closed state it applies no more
	 * than the window.
	 */
	private static void window(CircuitBreakerConfig.Builder builder, int size, int minimum, BreakerSettings settings) {
		builder.slidingWindowType(SlidingWindowType.COUNT_BASED)
			.slidingWindowSize(size)
			.minimumNumberOfCalls(Math.max(minimum, settings.successThreshold()));
	}

	/**
	 * The engine's own default would open a breaker on slow successes.
	 */
	private static void slowCallRule(CircuitBreakerConfig.Builder builder, BreakerSettings settings) {
		Duration threshold = settings.slowCallThreshold();
		builder.slowCallDurationThreshold((threshold != null) ? threshold : NEVER_SLOW);
		builder.slowCallRateThreshold((threshold != null) ? percent(settings.slowCallRate()) : 100);
	}

	private static float percent(double share) {
		return (float) (share * 100);
	}

}
