package io.resiliencestarter.breaker;

/**
 * What was done when a change of a breaker's state was noticed.
 */
enum Step {

	ACQUIRE, SUCCESS, FAILURE, LOOK

}
