package io.resiliencestarter.breaker;

import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Looks through an exception and what caused it.
 */
final class Causes {

	/** Causes can be a circle. */
	private static final int MAX_DEPTH = 20;

	private Causes() {
	}

	/**
	 * Find a cause.
	 * @param thrown the exception
	 * @param test what is looked for
	 * @return the exception or the first of its causes that passes, {@code null} if none
	 * does
	 */
	static @Nullable Throwable find(Throwable thrown, Predicate<Throwable> test) {
		@Nullable Throwable cause = thrown;
		for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
			if (test.test(cause)) {
				return cause;
			}
			cause = cause.getCause();
		}
		return null;
	}

	static boolean any(Throwable thrown, Predicate<Throwable> test) {
		return find(thrown, test) != null;
	}

	/**
	 * Whether an exception is of a type that may not be there.
	 * @param cause the exception
	 * @param types the names of the types
	 * @return whether its class or a superclass is one of them
	 */
	static boolean isNamed(Throwable cause, Set<String> types) {
		for (@Nullable
		Class<?> type = cause.getClass(); type != null; type = type.getSuperclass()) {
			if (types.contains(type.getName())) {
				return true;
			}
		}
		return false;
	}

}
