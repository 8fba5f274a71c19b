package io.resiliencestarter.breaker;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.resiliencestarter.support.SettingFormat;
import org.jspecify.annotations.Nullable;

/**
 * Says in a few words why a breaker changed its state.
 */
class TransitionReason {

	private static final String OUTSIDE = "changed from outside";

	private final BreakerSettings settings;

	TransitionReason(BreakerSettings settings) {
		this.settings = settings;
	}

	String of(Step step, StateLog.Period before, StateLog.Period now, CircuitBreaker.Metrics metrics,
			int failuresInARow, @Nullable Failure last) {
		String why = why(step, before, now.state(), metrics, failuresInARow, last);
		boolean asked = now.state() == State.OPEN && now.openFor().compareTo(this.settings.openFor()) > 0;
		return asked ? why + "; for " + SettingFormat.format(now.openFor()) + " at the service's request" : why;
	}

	/**
	 * Another step than the one that changed the state can be the first to notice it:
	 * then the failures in a row tell whether it was a call, or somebody outside.
	 */
	private String why(Step step, StateLog.Period before, State to, CircuitBreaker.Metrics metrics, int failuresInARow,
			@Nullable Failure last) {
		State from = before.state();
		if (from == State.OPEN && to == State.HALF_OPEN) {
			return "open for " + SettingFormat.format(before.openFor());
		}
		if (from == State.HALF_OPEN && to == State.CLOSED && (step == Step.SUCCESS || failuresInARow == 0)) {
			return count(this.settings.successThreshold(), "trial call") + " succeeded";
		}
		if (from == State.HALF_OPEN && to == State.OPEN) {
			return reopened(step, last);
		}
		if (from == State.CLOSED && to == State.OPEN && (step == Step.FAILURE || step == Step.SUCCESS
				|| failuresInARow >= this.settings.failureThreshold())) {
			return opened(metrics, failuresInARow, last);
		}
		return OUTSIDE;
	}

	private String reopened(Step step, @Nullable Failure last) {
		return switch (step) {
			case FAILURE -> "a trial call failed" + last(last);
			case SUCCESS -> "trial calls were slow";
			case ACQUIRE, LOOK -> "trial calls did not end";
		};
	}

	private String opened(CircuitBreaker.Metrics metrics, int failuresInARow, @Nullable Failure last) {
		Double failureRate = this.settings.failureRate();
		if (failureRate == null && failuresInARow >= this.settings.failureThreshold()) {
			return count(failuresInARow, "failure") + " in a row" + last(last);
		}
		if (failureRate != null && metrics.getFailureRate() >= failureRate * 100) {
			return "%.0f%% of %d calls failed%s".formatted(metrics.getFailureRate(), metrics.getNumberOfBufferedCalls(),
					last(last));
		}
		return "%.0f%% of %d calls were slow".formatted(metrics.getSlowCallRate(), metrics.getNumberOfBufferedCalls());
	}

	private String count(int count, String what) {
		return count + " " + what + ((count != 1) ? "s" : "");
	}

	private String last(@Nullable Failure last) {
		return (last != null) ? ", last: " + last.type() : "";
	}

}
