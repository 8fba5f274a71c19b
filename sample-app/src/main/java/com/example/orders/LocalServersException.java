package com.example.orders;

/**
 * The servers of the sample cannot be started. Says what to do.
 */
class LocalServersException extends RuntimeException {

	private final String action;

	LocalServersException(String message, String action) {
		super(message);
		this.action = action;
	}

	LocalServersException(String message, String action, Throwable cause) {
		super(message, cause);
		this.action = action;
	}

	String action() {
		return this.action;
	}

}
