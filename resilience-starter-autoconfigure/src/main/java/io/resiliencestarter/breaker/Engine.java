package io.resiliencestarter.breaker;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.IllegalStateTransitionException;
import org.jspecify.annotations.Nullable;

/**
 * The engine's breaker of one name, with what it lacks: one failure re-opens it at once
 * when it is half-open. Thread-safe.
 */
final class Engine {

	private final CircuitBreakerRegistry registry;

	private final String name;

	private final OpenTime openTime;

	private final CircuitBreakerConfig config;

	private final LongSupplier nanoTime;

	private final Map<State, CallNotPermittedException> rejections = new ConcurrentHashMap<>();

	/**
	 * Create the engine's breaker.
	 * @param registry where it lives
	 * @param name its name there
	 * @param settings the settings
	 * @param nanoTime measures, as {@link System#nanoTime()} does
	 */
	Engine(CircuitBreakerRegistry registry, String name, BreakerSettings settings, LongSupplier nanoTime) {
		this.registry = registry;
		this.name = name;
		this.openTime = new OpenTime(settings.openFor());
		this.config = EngineConfig.of(settings, this.openTime, nanoTime);
		this.nanoTime = nanoTime;
	}

	String name() {
		return this.name;
	}

	/**
	 * Return the clock that measures how long the breaker is open.
	 * @return the clock
	 */
	Clock clock() {
		return this.config.getClock();
	}

	/**
	 * Return the time that calls are measured with. The breaker's own would be an object.
	 * @return the time in nanoseconds, from any origin
	 */
	long nanoTime() {
		return this.nanoTime.getAsLong();
	}

	/**
	 * Return how long the breaker stays open since it opened the last time by itself. To
	 * be asked after its state.
	 * @return the time
	 */
	Duration openFor() {
		return this.openTime.last();
	}

	/**
	 * Look the breaker up, for each call: a registry may be replaced while the
	 * application runs.
	 * @return the breaker, made if there is none
	 */
	CircuitBreaker breaker() {
		Optional<CircuitBreaker> found = this.registry.find(this.name);
		return found.isPresent() ? found.get() : this.registry.circuitBreaker(this.name, this.config);
	}

	/**
	 * Whether a breaker in a state lets all calls through.
	 */
	static boolean letsThrough(State state) {
		return state == State.CLOSED || state == State.DISABLED || state == State.METRICS_ONLY;
	}

	/**
	 * Ask for the permission for a call. A thread that still sees the open state can try
	 * to half-open a breaker that another one has closed meanwhile; the second time it
	 * sees the new state.
	 * @param breaker the breaker
	 * @return whether the call may be made
	 */
	static boolean tryAcquire(CircuitBreaker breaker) {
		try {
			return breaker.tryAcquirePermission();
		}
		catch (IllegalStateTransitionException ex) {
			return breaker.tryAcquirePermission();
		}
	}

	/**
	 * Return the exception of a call that a breaker does not permit. Without a stack
	 * trace it says the same to all callers and nobody can change it, so that they share
	 * it: its message alone would take longer than all the rest.
	 * @param breaker the breaker
	 * @return the exception
	 */
	CallNotPermittedException rejection(CircuitBreaker breaker) {
		State state = breaker.getState();
		CallNotPermittedException shared = this.rejections.get(state);
		if (shared != null) {
			return shared;
		}
		CallNotPermittedException rejection = CallNotPermittedException.createCallNotPermittedException(breaker);
		if (rejection.getStackTrace().length == 0 && breaker.getState() == state) {
			this.rejections.put(state, rejection);
		}
		return rejection;
	}

	/**
	 * Record a failure.
	 * @param breaker the breaker
	 * @param nanos how long the call took
	 * @param failure why it failed
	 * @param wait how long the breaker is to stay open at least if the failure opens it,
	 * {@code null} if that was not asked for
	 */
	void fail(CircuitBreaker breaker, long nanos, Throwable failure, @Nullable Duration wait) {
		if (wait != null) {
			this.openTime.ask(wait, () -> fail(breaker, nanos, failure));
		}
		else {
			fail(breaker, nanos, failure);
		}
	}

	private void fail(CircuitBreaker breaker, long nanos, Throwable failure) {
		reopenIfHalfOpen(breaker);
		breaker.onError(nanos, TimeUnit.NANOSECONDS, failure);
	}

	/**
	 * Before the failure is recorded: the breaker would wait for the other trial calls.
	 * The lock keeps two failures from opening it twice, which would start the wait anew.
	 */
	private void reopenIfHalfOpen(CircuitBreaker breaker) {
		if (breaker.getState() == State.HALF_OPEN) {
			synchronized (this) {
				if (breaker.getState() == State.HALF_OPEN) {
					breaker.transitionToOpenState();
				}
			}
		}
	}

}
