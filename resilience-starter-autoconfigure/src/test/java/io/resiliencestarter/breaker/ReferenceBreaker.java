package io.resiliencestarter.breaker;

import java.time.Duration;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import org.jspecify.annotations.Nullable;

/**
 * The semantics that breakers are held to, as plainly as they can be said. Knows nothing
 * of resilience4j but the names of its states.
 */
class ReferenceBreaker {

	private final int failureThreshold;

	private final Duration openFor;

	private final int successThreshold;

	private State state = State.CLOSED;

	private int failures;

	private int successes;

	private int trials;

	private int period;

	private Duration openedAt = Duration.ZERO;

	private Duration wait = Duration.ZERO;

	ReferenceBreaker(int failureThreshold, Duration openFor, int successThreshold) {
		this.failureThreshold = failureThreshold;
		this.openFor = openFor;
		this.successThreshold = successThreshold;
	}

	State state() {
		return this.state;
	}

	/**
	 * Ask for a permission.
	 * @param now the time
	 * @return the period in which it was given, {@code null} if it was not
	 */
	@Nullable Integer acquire(Duration now) {
		if (this.state == State.OPEN && now.minus(this.openedAt).compareTo(this.wait) > 0) {
			enter(State.HALF_OPEN);
			this.trials = this.successThreshold;
		}
		if (this.state == State.OPEN || this.state == State.FORCED_OPEN
				|| (this.state == State.HALF_OPEN && this.trials == 0)) {
			return null;
		}
		this.trials--;
		return this.period;
	}

	void success() {
		this.failures = 0;
		this.successes++;
		if (this.state == State.HALF_OPEN && this.successes == this.successThreshold) {
			enter(State.CLOSED);
		}
	}

	/**
	 * A call failed.
	 * @param now the time
	 * @param asked how long to stay open at least if this opens the breaker
	 */
	void failure(Duration now, Duration asked) {
		this.failures++;
		if (this.state == State.HALF_OPEN || (this.state == State.CLOSED && this.failures == this.failureThreshold)) {
			set(State.OPEN, now, (asked.compareTo(this.openFor) > 0) ? asked : this.openFor);
		}
	}

	void ignore(int givenIn) {
		if (givenIn == this.period) {
			this.trials++;
		}
	}

	/**
	 * Enter a state that somebody wants.
	 * @param next the state
	 * @param now the time
	 * @param time how long it is to last if it is open
	 */
	void set(State next, Duration now, Duration time) {
		enter(next);
		this.openedAt = now;
		this.wait = time;
	}

	@Nullable Duration retryIn(Duration now) {
		if (this.state != State.OPEN) {
			return null;
		}
		Duration left = this.wait.minus(now.minus(this.openedAt));
		return left.isNegative() ? Duration.ZERO : left;
	}

	private void enter(State next) {
		this.state = next;
		this.period++;
		this.failures = 0;
		this.successes = 0;
	}

}
