package io.resiliencestarter.breaker;

/**
 * Is told each call of a breaker that has ended, on the thread of the call.
 */
@FunctionalInterface
interface CallListener {

	/**
	 * A call has ended.
	 * @param outcome its outcome
	 * @param nanos how long it took, in nanoseconds
	 */
	void ended(CallOutcome outcome, long nanos);

	/**
	 * Return a listener that tells another one too.
	 */
	default CallListener andThen(CallListener other) {
		return (outcome, nanos) -> {
			ended(outcome, nanos);
			other.ended(outcome, nanos);
		};
	}

}
