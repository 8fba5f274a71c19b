package io.resiliencestarter.benchmarks;

import java.time.Duration;

import dev.failsafe.CircuitBreaker;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;

/**
 * Calls guarded by Failsafe, which opens after as many failures in a row as the starter.
 */
final class FailsafeCalls implements GuardedCalls {

	private final CircuitBreaker<Object> closed = CircuitBreaker.builder().withFailureThreshold(5).build();

	private final CircuitBreaker<Object> open = CircuitBreaker.builder().withDelay(Duration.ofHours(1)).build();

	FailsafeCalls() {
		this.open.open();
	}

	@Override
	public void succeed() {
		this.closed.acquirePermit();
		this.closed.recordSuccess();
	}

	@Override
	public void beRejected() {
		this.open.acquirePermit();
	}

	/**
	 * The same, as a call that is handed over.
	 */
	static final class ByExecutor implements GuardedCalls {

		private final FailsafeCalls breakers = new FailsafeCalls();

		private final FailsafeExecutor<Object> closed = Failsafe.with(this.breakers.closed);

		private final FailsafeExecutor<Object> open = Failsafe.with(this.breakers.open);

		@Override
		public void succeed() {
			this.closed.run(ByExecutor::call);
		}

		@Override
		public void beRejected() {
			this.open.run(ByExecutor::call);
		}

		private static void call() {
		}

	}

}
