package io.resiliencestarter.db;

import java.sql.SQLTransientConnectionException;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A caller was turned away before it waited for a connection. Has no stack trace: there
 * can be very many of them, and they say nothing of the caller.
 */
class BorrowRejectedException extends SQLTransientConnectionException {

	private final transient @Nullable Duration retryAfter;

	/**
	 * Create an exception.
	 * @param message why
	 * @param cause why no connection can be opened, if that is the reason
	 * @param retryAfter when to try again, {@code null} if that is not known
	 */
	BorrowRejectedException(String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
		super(message, "08001", cause);
		this.retryAfter = retryAfter;
	}

	@Nullable Duration retryAfter() {
		return this.retryAfter;
	}

	@Override
	@SuppressWarnings("UnsynchronizedOverridesSynchronized") // does nothing
	public Throwable fillInStackTrace() {
		return this;
	}

}
