package io.resiliencestarter.redis;

/**
 * Implemented by connections whose commands are guarded.
 */
interface TracedConnection {

	/**
	 * Return what is known of the commands.
	 */
	CommandTrace trace();

}
