package io.resiliencestarter.breaker;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import org.jspecify.annotations.Nullable;

/**
 * A breaker at one instant. Immutable; endpoint and health read nothing else.
 *
 * @param name the name
 * @param kind what it guards
 * @param state the state
 * @param settings the settings
 * @param retryIn the time until a call is tried again, {@code null} unless it is open
 * @param failuresInARow the failures since the last success
 * @param calls the calls so far
 * @param lastFailure the last failure, {@code null} if there was none
 * @param transitions the last changes of state, oldest first
 */
record BreakerSnapshot(String name, BreakerKind kind, State state, BreakerSettings settings, @Nullable Duration retryIn,
		int failuresInARow, CallCounts calls, @Nullable Failure lastFailure, List<Transition> transitions) {

	static String label(State state) {
		return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	String stateLabel() {
		return label(this.state);
	}

	/**
	 * Return why the breaker is in its state.
	 * @return the reason, {@code null} if it has never changed
	 */
	@Nullable String reason() {
		return this.transitions.isEmpty() ? null : this.transitions.get(this.transitions.size() - 1).reason();
	}

}
