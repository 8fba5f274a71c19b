package io.resiliencestarter.breaker;

/**
 * Judges what the calls of a {@link Guard} throw: the one place for that. Immutable.
 */
final class GuardFailures {

	private final ExceptionRules rules;

	/**
	 * Create a judge.
	 * @param rules the rules of the user
	 */
	GuardFailures(ExceptionRules rules) {
		this.rules = rules;
	}

	/**
	 * Whether a call failed because of what is guarded. Nobody knows what an exception of
	 * a library says, so that each counts, but neither an interrupt nor an {@link Error},
	 * unless a rule says otherwise.
	 * @param thrown what the call threw
	 * @return whether it counts as a failure
	 */
	boolean count(Throwable thrown) {
		return this.rules.count(thrown, GuardFailures::countByItself);
	}

	private static boolean countByItself(Throwable thrown) {
		return thrown instanceof Exception && !ConnectionFailures.interrupted(thrown);
	}

	/**
	 * Whether a fallback is called for: the call was turned away, or failed and counts,
	 * unless it was plainly wrong.
	 * @param thrown what the call threw
	 * @return whether what is guarded is unavailable
	 */
	boolean unavailable(Throwable thrown) {
		return Unavailable.test(thrown) || (count(thrown) && !isMistake(thrown));
	}

	private static boolean isMistake(Throwable thrown) {
		return thrown instanceof NullPointerException || thrown instanceof IllegalArgumentException
				|| thrown instanceof ClassCastException || thrown instanceof IndexOutOfBoundsException
				|| thrown instanceof ArithmeticException || thrown instanceof UnsupportedOperationException
				|| Causes.any(thrown, HttpStatuses::isClientError);
	}

}
