package io.resiliencestarter.redis;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of a borrow on the current thread that finds no idle connection. The pool
 * that opens connections does not pass on who wants one.
 */
enum OpeningMode {

	/** A connection is opened if the breaker permits that, which learns from it. */
	GUARDED,

	/** A connection is opened, and the breaker has no part in it. */
	UNGUARDED,

	/** No connection is opened, since this thread must not wait. */
	NONE;

	private static final ThreadLocal<@Nullable OpeningMode> CURRENT = new ThreadLocal<>();

	static OpeningMode current() {
		OpeningMode mode = CURRENT.get();
		return (mode != null) ? mode : GUARDED;
	}

	/**
	 * Borrow in this mode.
	 * @param <T> the type of result
	 * @param borrow borrows on the current thread
	 * @return what it returns
	 */
	<T extends @Nullable Object> T during(Supplier<T> borrow) {
		CURRENT.set(this);
		try {
			return borrow.get();
		}
		finally {
			CURRENT.remove();
		}
	}

}
