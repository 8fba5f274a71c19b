package io.resiliencestarter.breaker;

import java.time.Duration;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.resiliencestarter.support.SettingFormat;
import org.jspecify.annotations.Nullable;

/**
 * What an operator wants of a breaker.
 *
 * @param state the state that it is to be in
 * @param time how long it is to reject calls, {@code null} unless that is limited
 */
record BreakerAction(State state, @Nullable Duration time) {

	private static final long MAX_MILLIS = Duration.ofDays(7).toMillis();

	/**
	 * Read what an operator has asked for.
	 * @param state {@code open}, {@code closed} or {@code disabled}
	 * @param forMs how long it is to be open, {@code null} for without end
	 * @return the action
	 * @throws IllegalArgumentException if there is no such action, or it takes no such
	 * time
	 */
	static BreakerAction of(@Nullable String state, @Nullable Long forMs) {
		return switch (String.valueOf(state)) {
			case "open" -> open(forMs);
			case "closed" -> of(State.CLOSED, forMs);
			case "disabled" -> of(State.DISABLED, forMs);
			default -> throw new IllegalArgumentException("state must be 'open', 'closed' or 'disabled', it is %s"
				.formatted((state != null) ? "'" + state + "'" : "missing"));
		};
	}

	private static BreakerAction open(@Nullable Long forMs) {
		if (forMs == null) {
			return new BreakerAction(State.FORCED_OPEN, null);
		}
		if (forMs < 1 || forMs > MAX_MILLIS) {
			throw new IllegalArgumentException(
					"forMs must be a whole number from 1 to %d (7 days), it is %d; without it, the breaker stays open"
						.formatted(MAX_MILLIS, forMs));
		}
		return new BreakerAction(State.OPEN, Duration.ofMillis(forMs));
	}

	private static BreakerAction of(State state, @Nullable Long forMs) {
		if (forMs != null) {
			throw new IllegalArgumentException(
					"forMs is for the state 'open' only, the state is '%s'".formatted(BreakerSnapshot.label(state)));
		}
		return new BreakerAction(state, null);
	}

	/**
	 * Not by a reset: a breaker that is reset while it is half-open opens later by
	 * itself, when its trial calls would have been given up.
	 */
	void applyTo(CircuitBreaker engine) {
		if (this.time != null) {
			open(engine, this.time);
		}
		else if (this.state == State.FORCED_OPEN) {
			engine.transitionToForcedOpenState();
		}
		else if (this.state == State.DISABLED) {
			engine.transitionToDisabledState();
		}
		else {
			engine.transitionToClosedState();
		}
	}

	/**
	 * By a detour from states in which the engine records nothing: open, it would fail on
	 * the calls in flight. From metrics-only it knows no other way. Calls are let through
	 * on the way only where they were before.
	 */
	private static void open(CircuitBreaker engine, Duration time) {
		State before = engine.getState();
		if (before == State.FORCED_OPEN) {
			engine.transitionToHalfOpenState();
		}
		else if (before == State.DISABLED || before == State.METRICS_ONLY) {
			engine.transitionToClosedState();
		}
		engine.transitionToOpenStateFor(time);
	}

	String reason() {
		return "set by an operator" + ((this.time != null) ? " for " + SettingFormat.format(this.time) : "");
	}

}
