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
	 * Answers with status 500.
	 */
	FAILING,

	/**
	 * Does not listen.
	 */
	REFUSING

}
