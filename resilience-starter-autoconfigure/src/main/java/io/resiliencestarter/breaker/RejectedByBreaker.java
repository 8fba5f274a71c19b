package io.resiliencestarter.breaker;

/**
 * Implemented by exceptions of callers whom an open breaker has turned away, where the
 * engine's own exception does not fit.
 */
public interface RejectedByBreaker {

	/**
	 * Return which breaker it was.
	 * @return the name of the breaker
	 */
	String breakerName();

}
