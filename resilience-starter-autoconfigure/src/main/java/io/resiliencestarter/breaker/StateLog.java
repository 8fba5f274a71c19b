package io.resiliencestarter.breaker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import org.jspecify.annotations.Nullable;

/**
 * The last changes of a breaker's state, noticed by comparing. Listening to the engine
 * instead would make it publish an event for each call. Thread-safe; the period is read
 * without a lock.
 */
class StateLog {

	private static final int CAPACITY = 20;

	private final Clock clock;

	private final Deque<Transition> transitions = new ArrayDeque<>();

	private final Queue<Transition> untold = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean telling = new AtomicBoolean();

	private boolean held;

	private volatile Period period;

	/**
	 * Create the log of a breaker.
	 * @param period the period that it is in
	 * @param clock tells when a change was
	 */
	StateLog(Period period, Clock clock) {
		this.period = period;
		this.clock = clock;
	}

	Period period() {
		return this.period;
	}

	/**
	 * Take note of a state that may have changed.
	 * @param current reads the state, and thereby begins a period
	 * @param reason tells the reason from the periods before and now
	 */
	synchronized void note(Supplier<Period> current, BiFunction<Period, Period, String> reason) {
		if (!this.held) {
			Period now = current.get();
			if (now.state() != this.period.state()) {
				begin(now, reason.apply(this.period, now));
			}
		}
	}

	/**
	 * Take no note until {@link #release}: what happens has a reason that only the caller
	 * knows.
	 */
	synchronized void hold() {
		this.held = true;
	}

	/**
	 * Begin a period, whether or not the state has changed.
	 * @param now the period
	 * @param reason why the state is what it is
	 * @return whether the state has changed
	 */
	synchronized boolean release(Period now, String reason) {
		this.held = false;
		boolean changed = now.state() != this.period.state();
		if (changed) {
			begin(now, reason);
		}
		this.period = now;
		return changed;
	}

	private void begin(Period now, String reason) {
		Transition transition = new Transition(this.clock.instant(), BreakerSnapshot.label(this.period.state()),
				BreakerSnapshot.label(now.state()), reason);
		if (this.transitions.size() == CAPACITY) {
			this.transitions.removeFirst();
		}
		this.transitions.addLast(transition);
		this.untold.add(transition);
		this.period = now;
	}

	synchronized List<Transition> transitions() {
		return List.copyOf(this.transitions);
	}

	/**
	 * Tell the changes that were not told yet, in their order, by one thread at a time.
	 * Not to be called with a lock: the listener takes as long as it likes.
	 * @param listener who is told
	 */
	void tell(Consumer<Transition> listener) {
		while (!this.untold.isEmpty() && this.telling.compareAndSet(false, true)) {
			try {
				Transition transition = this.untold.poll();
				if (transition != null) {
					listener.accept(transition);
				}
			}
			finally {
				this.telling.set(false);
			}
		}
	}

	/**
	 * A time in which the state does not change. Two periods are the same only if they
	 * are the same object.
	 */
	static final class Period {

		private final State state;

		private final Duration openFor;

		private final Instant until;

		private final boolean byOperator;

		/**
		 * Create a period.
		 * @param state the state
		 * @param since the instant of the steady clock at which it began
		 * @param openFor how long it lasts if the state is open
		 * @param byOperator whether an operator began it
		 */
		Period(State state, Instant since, Duration openFor, boolean byOperator) {
			this.state = state;
			this.openFor = openFor;
			this.until = since.plus(openFor);
			this.byOperator = byOperator;
		}

		State state() {
			return this.state;
		}

		Duration openFor() {
			return this.openFor;
		}

		/**
		 * Return how much is left of the time for which calls are rejected.
		 * @param now the instant of the steady clock
		 * @return the time, {@code null} unless the breaker is open
		 */
		@Nullable Duration left(Instant now) {
			if (this.state != State.OPEN) {
				return null;
			}
			return now.isBefore(this.until) ? Duration.between(now, this.until) : Duration.ZERO;
		}

		/**
		 * Return whether calls are rejected because somebody wants that.
		 * @param now the instant of the steady clock
		 * @return whether they are
		 */
		boolean isHeldOpen(Instant now) {
			return this.state == State.FORCED_OPEN
					|| (this.state == State.OPEN && this.byOperator && now.isBefore(this.until));
		}

	}

}
