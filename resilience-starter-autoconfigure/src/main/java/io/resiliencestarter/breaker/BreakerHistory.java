package io.resiliencestarter.breaker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a breaker: failures since the last success, the last failure, changes
 * of state and why. Thread-safe.
 */
class BreakerHistory {

	private final TransitionReason reason;

	private final Engine engine;

	private final Clock clock;

	private final StateLog states;

	private final Consumer<Transition> listener;

	private final AtomicInteger failuresInARow = new AtomicInteger();

	private volatile @Nullable Failure lastFailure;

	/**
	 * Create the history of a breaker.
	 * @param settings its settings
	 * @param engine its engine
	 * @param clock tells the instants that are shown
	 * @param listener is told the changes of state
	 */
	BreakerHistory(BreakerSettings settings, Engine engine, Clock clock, Consumer<Transition> listener) {
		this.reason = new TransitionReason(settings);
		this.engine = engine;
		this.clock = clock;
		this.listener = listener;
		this.states = new StateLog(period(engine.breaker()), clock);
	}

	void success() {
		// Most calls succeed after a success: they only read
		if (this.failuresInARow.get() != 0) {
			this.failuresInARow.set(0);
		}
	}

	void failure(Throwable failure) {
		this.lastFailure = Failure.of(failure, this.clock.instant());
		this.failuresInARow.incrementAndGet();
	}

	/**
	 * Take note of the state of the engine after a step.
	 * @param engine the engine
	 * @param step what was done
	 * @return the period that the breaker is in
	 */
	StateLog.Period observe(CircuitBreaker engine, Step step) {
		StateLog.Period period = this.states.period();
		if (engine.getState() != period.state()) {
			note(step);
			period = this.states.period();
		}
		return period;
	}

	/**
	 * Reads the engine anew: others may have noted a later state meanwhile, and a call
	 * that began before the registry was replaced ends with an engine that is no longer
	 * in use.
	 */
	private void note(Step step) {
		CircuitBreaker current = this.engine.breaker();
		this.states.note(() -> period(current), (before, now) -> this.reason.of(step, before, now, current.getMetrics(),
				this.failuresInARow.get(), this.lastFailure));
	}

	/**
	 * Do what an operator wants.
	 * @param engine the engine
	 * @param action what he wants
	 * @return whether the state has changed
	 */
	boolean act(CircuitBreaker engine, BreakerAction action) {
		observe(engine, Step.LOOK);
		this.states.hold();
		boolean changed = false;
		try {
			action.applyTo(engine);
		}
		finally {
			Duration time = (action.time() != null) ? action.time() : this.engine.openFor();
			changed = this.states.release(period(engine.getState(), time, true), action.reason());
		}
		if (action.state() == State.CLOSED) {
			this.failuresInARow.set(0);
		}
		return changed;
	}

	/**
	 * Let trial calls through before their time, if the breaker has opened by itself.
	 * @param engine the engine
	 * @param reason why
	 * @return whether the state has changed
	 */
	boolean halfOpen(CircuitBreaker engine, String reason) {
		StateLog.Period before = observe(engine, Step.LOOK);
		if (before.state() != State.OPEN || before.isHeldOpen(now())) {
			return false;
		}
		this.states.hold();
		boolean changed = false;
		try {
			engine.transitionToHalfOpenState();
		}
		finally {
			changed = this.states.release(period(engine), reason);
		}
		return changed;
	}

	private StateLog.Period period(CircuitBreaker engine) {
		// State first: the engine shows it after the time that it stays open
		State state = engine.getState();
		return period(state, this.engine.openFor(), false);
	}

	private StateLog.Period period(State state, Duration openFor, boolean byOperator) {
		return new StateLog.Period(state, now(), openFor, byOperator);
	}

	/**
	 * Return the current instant of the clock that periods are measured with.
	 */
	Instant now() {
		return this.engine.clock().instant();
	}

	/**
	 * Tell the changes of state that were not told yet. Not to be called within a turn.
	 */
	void tell() {
		this.states.tell(this.listener);
	}

	int failuresInARow() {
		return this.failuresInARow.get();
	}

	@Nullable Failure lastFailure() {
		return this.lastFailure;
	}

	List<Transition> transitions() {
		return this.states.transitions();
	}

}
