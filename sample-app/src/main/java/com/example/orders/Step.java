package com.example.orders;

/**
 * Something that is done, and can fail.
 */
@FunctionalInterface
interface Step {

	/** Does nothing. */
	Step NONE = () -> {
	};

	/**
	 * Do it.
	 * @throws Exception if it fails
	 */
	void run() throws Exception;

}
