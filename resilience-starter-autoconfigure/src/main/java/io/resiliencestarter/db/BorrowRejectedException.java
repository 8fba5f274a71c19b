package io.resiliencestarter.db;

import java.sql.SQLTransientConnectionException;

import org.jspecify.annotations.Nullable;

/**
 * A caller was turned away before it waited for a connection. Has no stack trace: there
 * can be very many of them, and they say nothing of the caller.
 */
class BorrowRejectedException extends SQLTransientConnectionException {

	/**
	 * Create an exception.
	 * @param message why
	 * @param cause why no connection can be opened, if that is the reason
	 */
	BorrowRejectedException(String message, @Nullable Throwable cause) {
		super(message, "08001", cause);
	}

	@Override
	@SuppressWarnings("UnsynchronizedOverridesSynchronized") // does nothing
	public Throwable fillInStackTrace() {
		return this;
	}

}
