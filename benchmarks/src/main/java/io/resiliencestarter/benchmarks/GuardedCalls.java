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
	 * @throws Exception always, that of the library
	 */
	void beRejected() throws Exception;

	@Override
	default void close() {
	}

}
