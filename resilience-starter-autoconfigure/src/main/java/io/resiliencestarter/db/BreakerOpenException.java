package io.resiliencestarter.db;

import io.resiliencestarter.breaker.RejectedByBreaker;
import org.jspecify.annotations.Nullable;

/**
 * A caller was turned away because the breaker of the pool is open.
 */
class BreakerOpenException extends BorrowRejectedException implements RejectedByBreaker {

	private final String breakerName;

	/**
	 * Create an exception.
	 * @param breakerName the breaker
	 * @param message why
	 * @param cause why no connection can be opened, if that is known
	 */
	BreakerOpenException(String breakerName, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.breakerName = breakerName;
	}

	@Override
	public String breakerName() {
		return this.breakerName;
	}

}
