package com.example.orders;

/**
 * How a downstream service behaves.
 */
enum DownstreamMode {

	/**
	 * Answers at once.
	 */
	HEALTHY,

	/**
	 * Answers after three seconds.
	 */
	SLOW,

	/**
	 * Accepts requests and does not answer until it is healthy again.
	 */
	HANGING,

	/**
	 * Answers with status 500.
	 */
	FAILING,

	/**
	 * Does not listen.
	 */
	REFUSING

}
