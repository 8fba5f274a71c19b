package io.resiliencestarter.http;

import io.resiliencestarter.breaker.ConnectionFailures;

/**
 * Tells the exceptions that speak against a service from those that do not.
 */
final class Failures {

	private Failures() {
	}

	/**
	 * Whether a call failed because of the service. A body that cannot be written is the
	 * caller's own mistake, and so is anything that has nothing to do with I/O.
	 * @param thrown what the call threw
	 * @return whether it counts as a failure
	 */
	static boolean ofCall(Throwable thrown) {
		return ConnectionFailures.caused(thrown);
	}

	/**
	 * Whether reading a body failed because of the service. Some clients throw unchecked
	 * exceptions here.
	 * @param thrown what the read threw
	 * @return whether it counts as a failure
	 */
	static boolean ofBody(Throwable thrown) {
		return !ConnectionFailures.interrupted(thrown);
	}

}
