package io.resiliencestarter.benchmarks;

/**
 * Calls that do nothing, guarded by two breakers of which one stays closed, the other
 * open.
 */
interface GuardedCalls extends AutoCloseable {

	/**
	 * Make a call that succeeds.
	 */
	void succeed();

	/**
	 * Make a call that the open breaker rejects.
	 * @throws io.github.resilience4j.circuitbreaker.CallNotPermittedException always
	 */
	void beRejected();

	@Override
	default void close() {
	}

}
