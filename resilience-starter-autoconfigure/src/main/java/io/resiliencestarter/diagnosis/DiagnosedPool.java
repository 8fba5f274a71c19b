package io.resiliencestarter.diagnosis;

import org.jspecify.annotations.Nullable;

/**
 * A pool on which there is a verdict.
 */
public interface DiagnosedPool {

	/**
	 * Return who keeps the verdict.
	 * @return the diagnostician, {@code null} if the use of the pool is not tracked
	 */
	@Nullable Diagnostician diagnostician();

	/**
	 * Return how often the server was asked what it is doing.
	 * @return the number since the start
	 */
	long inquiries();

}
