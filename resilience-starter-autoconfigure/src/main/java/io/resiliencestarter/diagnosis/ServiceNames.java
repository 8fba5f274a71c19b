package io.resiliencestarter.diagnosis;

import org.jspecify.annotations.Nullable;

/**
 * Knows which declared service a line of the application's code calls. Thread-safe.
 */
@FunctionalInterface
public interface ServiceNames {

	/**
	 * Find the service.
	 * @param site the line of code
	 * @return the name of the service, {@code null} if none is known to be called there
	 */
	@Nullable String find(StackTraceElement site);

}
