package io.resiliencestarter.breaker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.resiliencestarter.support.FlightRecorder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a breaker: failures since the last success, the last failure, changes
 * of state and why. Thread-safe.
 */
class BreakerHistory {

	private static final Log logger = LogFactory.getLog(BreakerHistory.class);

	private final String name;

	private final TransitionReason reason;

	private final Clock steadyClock;

	private final Clock clock;

	private final StateLog states;

	private final AtomicInteger failuresInARow = new AtomicInteger();

	private volatile @Nullable Failure lastFailure;

	/**
	 * Create the history of a breaker.
	 * @param name its name
	 * @param settings its settings
	 * @param state its state now
	 * @param steadyClock measures how long it is open
	 * @param clock tells the instants that are shown
	 */
	BreakerHistory(String name, BreakerSettings settings, State state, Clock steadyClock, Clock clock) {
		this.name = name;
		this.reason = new TransitionReason(settings);
		this.steadyClock = steadyClock;
		this.clock = clock;
		this.states = new StateLog(state, steadyClock.instant());
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
		State state = engine.getState();
		StateLog.Period period = this.states.period();
		return (state == period.state()) ? period : change(engine, state, step);
	}

	private StateLog.Period change(CircuitBreaker engine, State state, Step step) {
		Transition transition = this.states.note(state, this.steadyClock.instant(), this.clock.instant(),
				(before) -> this.reason.of(step, before, state, engine.getMetrics(), this.failuresInARow.get(),
						this.lastFailure));
		if (transition != null) {
			log(transition, state);
			FlightRecorder.breakerTransition(this.name, transition.from(), transition.to(), transition.reason());
		}
		return this.states.period();
	}

	private void log(Transition transition, State state) {
		String message = "Breaker '%s' is %s: %s".formatted(this.name, transition.to(), transition.reason());
		if (state == State.OPEN) {
			logger.warn(message);
		}
		else {
			logger.info(message);
		}
	}

	Duration timeInState() {
		return Duration.between(this.states.period().since(), this.steadyClock.instant());
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
