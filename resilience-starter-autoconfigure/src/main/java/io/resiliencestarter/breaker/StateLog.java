package io.resiliencestarter.breaker;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import org.jspecify.annotations.Nullable;

/**
 * The last changes of a breaker's state, noticed by comparing. Listening to the engine
 * instead would make it publish an event for each call. Thread-safe; the period is read
 * without a lock.
 */
class StateLog {

	private static final int CAPACITY = 20;

	private final Deque<Transition> transitions = new ArrayDeque<>();

	private volatile Period period;

	StateLog(State state, Instant since) {
		this.period = new Period(state, since);
	}

	Period period() {
		return this.period;
	}

	/**
	 * Take note of a state that may have changed.
	 * @param current the state now
	 * @param since the current instant of the steady clock
	 * @param at the current instant
	 * @param reason tells the reason from the state before
	 * @return the change, {@code null} if there was none
	 */
	synchronized @Nullable Transition note(State current, Instant since, Instant at, Function<State, String> reason) {
		State before = this.period.state();
		if (before == current) {
			return null;
		}
		this.period = new Period(current, since);
		Transition transition = new Transition(at, BreakerSnapshot.label(before), BreakerSnapshot.label(current),
				reason.apply(before));
		if (this.transitions.size() == CAPACITY) {
			this.transitions.removeFirst();
		}
		this.transitions.addLast(transition);
		return transition;
	}

	synchronized List<Transition> transitions() {
		return List.copyOf(this.transitions);
	}

	/**
	 * A time in which the state does not change. Two periods are the same only if they
	 * are the same object.
	 */
	static final class Period {

		private final State state;

		private final Instant since;

		Period(State state, Instant since) {
			this.state = state;
			this.since = since;
		}

		State state() {
			return this.state;
		}

		Instant since() {
			return this.since;
		}

	}

}
