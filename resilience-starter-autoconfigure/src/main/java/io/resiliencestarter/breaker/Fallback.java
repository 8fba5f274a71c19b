package io.resiliencestarter.breaker;

import java.util.function.Function;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Makes calls that have another result for while what they need is unavailable, as
 * {@link Unavailable} tells. For calls to services; a {@link Guard} knows fallbacks by
 * itself.
 */
public final class Fallback {

	private Fallback() {
	}

	/**
	 * Make a call, or give another result while what it needs is unavailable. The breaker
	 * counts the failure all the same.
	 * @param <T> the type of result
	 * @param <X> the type of exception that the call throws
	 * @param call the call
	 * @param fallback gives the other result, told why
	 * @return the result
	 * @throws X if it fails for another reason
	 */
	public static <T extends @Nullable Object, X extends Exception> T call(Call<T, X> call,
			Function<? super Exception, ? extends T> fallback) throws X {
		return call(call, Unavailable::test, fallback);
	}

	static <T extends @Nullable Object, X extends Exception> T call(Call<T, X> call, Predicate<Throwable> unavailable,
			Function<? super Exception, ? extends T> fallback) throws X {
		try {
			return call.call();
		}
		catch (Exception ex) {
			if (unavailable.test(ex)) {
				return fallback.apply(ex);
			}
			throw ex;
		}
	}

}
