package io.resiliencestarter.support;

/**
 * Milliseconds as endpoints show them.
 */
final class Milliseconds {

	private Milliseconds() {
	}

	/**
	 * Round to the microsecond, beyond which there is only noise.
	 */
	static double round(double millis) {
		return Math.round(millis * 1000) / 1000.0;
	}

}
