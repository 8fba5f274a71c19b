package io.resiliencestarter.breaker;

/**
 * A call without a result that can throw an exception.
 *
 * @param <X> the type of exception
 */
@FunctionalInterface
public interface Action<X extends Exception> {

	/**
	 * Make the call.
	 * @throws X if it fails
	 */
	void run() throws X;

}
