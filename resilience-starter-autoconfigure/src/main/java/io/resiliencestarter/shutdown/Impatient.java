package io.resiliencestarter.shutdown;

/**
 * Waits for something at the end of the application, but need not.
 */
interface Impatient {

	/**
	 * Wait no longer. Called by any thread, also before the waiting begins.
	 */
	void hurry();

}
