package io.resiliencestarter.breaker;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the open breaker behind an exception.
 */
final class Rejections {

	private Rejections() {
	}

	/**
	 * Find the exception that a breaker has thrown.
	 * @param failure the exception that came of it
	 * @return the exception or one of its causes, {@code null} if no breaker threw any
	 */
	static @Nullable Throwable find(Throwable failure) {
		return Causes.find(failure,
				(cause) -> cause instanceof CallNotPermittedException || cause instanceof RejectedByBreaker);
	}

}
