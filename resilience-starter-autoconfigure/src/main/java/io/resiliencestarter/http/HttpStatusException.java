package io.resiliencestarter.http;

/**
 * An answer whose status counts as a failure. Only recorded, never thrown, so that it
 * needs no stack trace.
 */
class HttpStatusException extends RuntimeException {

	HttpStatusException(int status) {
		super(String.valueOf(status), null, false, false);
	}

}
