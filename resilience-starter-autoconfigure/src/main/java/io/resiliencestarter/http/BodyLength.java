package io.resiliencestarter.http;

import java.io.EOFException;

import io.resiliencestarter.breaker.Permit;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

/**
 * How much of a body has been read, and how much was announced. Some clients take a body
 * that ends too early for a whole one. Used by one thread at a time.
 */
final class BodyLength {

	private final long expected;

	private long length;

	private BodyLength(long expected) {
		this.expected = expected;
	}

	/**
	 * Read what a response announces. A body that the client decodes has another length
	 * than the header says.
	 * @param method the method of the request
	 * @param status the status of the response
	 * @param headers its headers
	 * @return the length, of which nothing has been read
	 */
	static BodyLength expected(HttpMethod method, HttpStatusCode status, HttpHeaders headers) {
		boolean plain = !method.equals(HttpMethod.HEAD) && headers.getFirst(HttpHeaders.CONTENT_ENCODING) == null
				&& !status.isSameCodeAs(HttpStatus.NOT_MODIFIED);
		return new BodyLength(plain ? headers.getContentLength() : -1);
	}

	/**
	 * Return a length that is known, or negative if it is not.
	 * @param expected the length in bytes
	 * @return the length, of which nothing has been read
	 */
	static BodyLength expected(long expected) {
		return new BodyLength(expected);
	}

	void add(long count) {
		this.length += count;
	}

	/**
	 * The body has ended.
	 * @param permit the permit of the call, which failed if the body is too short
	 */
	void settle(Permit permit) {
		if (this.length < this.expected) {
			permit
				.failure(new EOFException("The body ended after %d of %d bytes".formatted(this.length, this.expected)));
		}
		else {
			permit.success();
		}
	}

}
