package io.resiliencestarter.breaker;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the open breaker behind an exception.
 */
final class Rejections {

	/** Causes can be a circle. */
	private static final int MAX_DEPTH = 20;

	private Rejections() {
	}

	/**
	 * Find the exception that a breaker has thrown.
	 * @param failure the exception that came of it
	 * @return the exception or one of its causes, {@code null} if no breaker threw any
	 */
	static @Nullable Throwable find(Throwable failure) {
		@Nullable Throwable cause = failure;
		for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
			if (cause instanceof CallNotPermittedException || cause instanceof RejectedByBreaker) {
				return cause;
			}
			cause = cause.getCause();
		}
		return null;
	}

}
