package io.resiliencestarter.breaker;

/**
 * Judges what the calls of a {@link Guard} throw: the one place for that.
 */
final class GuardFailures {

	private GuardFailures() {
	}

	/**
	 * Whether a call failed because of what is guarded. Nobody knows what an exception of
	 * a library says, so that each counts, but neither an interrupt nor an {@link Error}.
	 * @param thrown what the call threw
	 * @return whether it counts as a failure
	 */
	static boolean count(Throwable thrown) {
		return thrown instanceof Exception && !ConnectionFailures.interrupted(thrown);
	}

	/**
	 * Whether a fallback is called for: the call was turned away, or failed and counts,
	 * unless it was plainly wrong.
	 * @param thrown what the call threw
	 * @return whether what is guarded is unavailable
	 */
	static boolean unavailable(Throwable thrown) {
		return Unavailable.test(thrown) || (count(thrown) && !isMistake(thrown));
	}

	private static boolean isMistake(Throwable thrown) {
		return thrown instanceof NullPointerException || thrown instanceof IllegalArgumentException
				|| thrown instanceof ClassCastException || thrown instanceof IndexOutOfBoundsException
				|| thrown instanceof ArithmeticException || thrown instanceof UnsupportedOperationException
				|| Causes.any(thrown, HttpStatuses::isClientError);
	}

}
