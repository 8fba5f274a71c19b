package io.resiliencestarter.breaker;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import org.jspecify.annotations.Nullable;

/**
 * A circuit breaker with the reference semantics: those of the engine, except that one
 * failure re-opens a half-open breaker at once. Thread-safe.
 */
public final class Breaker {

	private final String name;

	private final BreakerKind kind;

	private final BreakerSettings settings;

	private final Engine engine;

	private final boolean judgesSuccesses;

	private final BreakerHistory history;

	private final BreakerEvents events;

	private final Turns turns = new Turns();

	private final CallCounters calls;

	private final EngineWindow window = new EngineWindow();

	Breaker(String name, BreakerKind kind, BreakerSettings settings, Engine engine, BreakerEvents events, Clock clock) {
		this.name = name;
		this.kind = kind;
		this.settings = settings;
		this.engine = engine;
		Duration slow = settings.slowCallThreshold();
		this.calls = new CallCounters(slow);
		this.judgesSuccesses = settings.failureRate() != null || slow != null;
		this.history = new BreakerHistory(settings, engine, clock,
				(transition) -> events.changed(name, kind, transition));
		this.events = events;
	}

	/**
	 * Return the name.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	BreakerKind kind() {
		return this.kind;
	}

	/**
	 * Return the state.
	 * @return the state in lower-case kebab, for example {@code half-open}
	 */
	public String state() {
		return BreakerSnapshot.label(look().state());
	}

	/**
	 * Ask for the permission for a call.
	 * @return the permit, to be completed with the call's outcome
	 * @throws CallNotPermittedException if the breaker is open
	 */
	public Permit acquire() {
		CircuitBreaker engine = this.engine.breaker();
		Permit permit = tryAcquire(engine);
		if (permit == null) {
			this.calls.rejected();
			throw this.engine.rejection(engine);
		}
		return permit;
	}

	/**
	 * Ask for the permission for a call that is made anyway, or rejected by the caller. A
	 * breaker that does not give it learns nothing from the call.
	 * @return the permit, or {@code null} if the breaker is open
	 */
	public @Nullable Permit tryAcquire() {
		return tryAcquire(this.engine.breaker());
	}

	private @Nullable Permit tryAcquire(CircuitBreaker engine) {
		if (Engine.letsThrough(engine.getState())) {
			return permit(engine);
		}
		this.turns.begin();
		try {
			boolean permitted = Engine.tryAcquire(engine);
			StateLog.Period period = this.history.observe(engine, Step.ACQUIRE);
			return permitted ? new Permit(this, engine, period) : null;
		}
		finally {
			end();
		}
	}

	/**
	 * The engine is not asked: it takes no note of calls that it lets through, but may
	 * have another state by now.
	 */
	private Permit permit(CircuitBreaker engine) {
		StateLog.Period period = this.history.observe(engine, Step.ACQUIRE);
		this.history.tell();
		return new Permit(this, engine, period);
	}

	private void end() {
		this.turns.end();
		this.history.tell();
	}

	/**
	 * Return whether calls go through without limit.
	 * @return whether the breaker is closed, or does not guard at all
	 */
	public boolean isClosed() {
		return Engine.letsThrough(look().state());
	}

	/**
	 * Return whether calls are rejected because somebody wants that, not because they
	 * would fail.
	 * @return whether they are
	 */
	public boolean isHeldOpen() {
		return look().isHeldOpen(this.history.now());
	}

	/**
	 * Return how long calls will be rejected for.
	 * @return the time, zero if a call would be admitted now or as a trial, {@code null}
	 * if the breaker was opened for an unlimited time
	 */
	public @Nullable Duration rejectsFor() {
		StateLog.Period period = look();
		if (period.state() == State.FORCED_OPEN) {
			return null;
		}
		Duration left = period.left(this.history.now());
		return (left != null) ? left : Duration.ZERO;
	}

	/**
	 * Return what is told of a call that is rejected now. The engine's name is that of
	 * the dependency, with the kind before it.
	 */
	Rejection rejection() {
		return new Rejection(this.kind, this.engine.name().substring(this.kind.label().length() + 1), rejectsFor());
	}

	/**
	 * Return the engine's breaker.
	 */
	CircuitBreaker engine() {
		return this.engine.breaker();
	}

	/**
	 * Tell a listener each call that ends from now on.
	 * @param listener the listener
	 */
	void addListener(CallListener listener) {
		this.calls.addListener(listener);
	}

	CallCounts counts() {
		return this.calls.counts();
	}

	/**
	 * Count a call that was rejected by who asked {@link #rejectsFor}.
	 */
	public void countRejected() {
		this.calls.rejected();
	}

	/**
	 * Return the number of failures since the last success.
	 * @return the number
	 */
	public int failuresInARow() {
		return this.history.failuresInARow();
	}

	/**
	 * Do what an operator wants.
	 * @param action what he wants
	 */
	void act(BreakerAction action) {
		boolean changed = this.turns.alone(() -> this.history.act(this.engine.breaker(), action));
		this.history.tell();
		if (!changed && action.time() != null) {
			this.events.prolonged(this.name, action.reason());
		}
	}

	/**
	 * What is guarded was seen to work again, before the time is over for which calls are
	 * rejected: let trial calls through. Does nothing unless the breaker has opened by
	 * itself.
	 */
	public void answersAgain() {
		this.turns.alone(() -> this.history.halfOpen(this.engine.breaker(), "it was seen to work again"));
		this.history.tell();
	}

	long nanoTime() {
		return this.engine.nanoTime();
	}

	void onSuccess(CircuitBreaker engine, long nanos) {
		this.calls.successful(nanos);
		if (this.judgesSuccesses || engine.getState() != State.CLOSED) {
			judgeSuccess(engine, nanos);
			return;
		}
		this.history.success();
		if (!this.window.hasOnlySuccesses(engine)) {
			this.window.success(engine, nanos);
			this.history.observe(engine, Step.SUCCESS);
			this.history.tell();
		}
	}

	/**
	 * Record a success that may change the state.
	 */
	private void judgeSuccess(CircuitBreaker engine, long nanos) {
		this.turns.begin();
		try {
			this.history.success();
			engine.onSuccess(nanos, TimeUnit.NANOSECONDS);
			this.history.observe(engine, Step.SUCCESS);
		}
		finally {
			end();
		}
	}

	void onFailure(CircuitBreaker engine, long nanos, Throwable failure, @Nullable Duration wait) {
		this.calls.failed(nanos);
		this.turns.begin();
		try {
			this.history.failure(failure);
			this.window.failure(() -> this.engine.fail(engine, nanos, failure, wait));
			this.history.observe(engine, Step.FAILURE);
		}
		finally {
			end();
		}
	}

	/**
	 * Only the period that gave a permit takes it back: another half-open period would
	 * admit one trial call too many.
	 */
	void onIgnore(CircuitBreaker engine, StateLog.Period period, long nanos) {
		this.calls.ignored(nanos);
		this.turns.begin();
		try {
			if (this.history.observe(engine, Step.LOOK) == period) {
				engine.releasePermission();
			}
		}
		finally {
			end();
		}
	}

	BreakerSnapshot snapshot() {
		StateLog.Period period = look();
		return new BreakerSnapshot(this.name, this.kind, period.state(), this.settings, period.left(this.history.now()),
				this.history.failuresInARow(), counts(), this.history.lastFailure(), this.history.transitions());
	}

	private StateLog.Period look() {
		StateLog.Period period = this.history.observe(this.engine.breaker(), Step.LOOK);
		this.history.tell();
		return period;
	}

}
