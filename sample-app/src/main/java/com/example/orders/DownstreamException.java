package com.example.orders;

/**
 * A service did not do what it was asked for.
 */
class DownstreamException extends RuntimeException {

	DownstreamException(String service, Throwable cause) {
		super(service + " did not do its part", cause);
	}

}
