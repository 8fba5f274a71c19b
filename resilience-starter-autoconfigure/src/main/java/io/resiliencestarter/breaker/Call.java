package io.resiliencestarter.breaker;

import org.jspecify.annotations.Nullable;

/**
 * A call that can throw an exception.
 *
 * @param <T> the type of result
 * @param <X> the type of exception
 */
@FunctionalInterface
public interface Call<T extends @Nullable Object, X extends Exception> {

	/**
	 * Make the call.
	 * @return the result
	 * @throws X if it fails
	 */
	T call() throws X;

}
