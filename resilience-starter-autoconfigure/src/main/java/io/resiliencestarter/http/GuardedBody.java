package io.resiliencestarter.http;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

import io.resiliencestarter.breaker.Permit;

/**
 * The body of a response. A read that fails, or an end before the announced length, is a
 * failure of the call; an end in order or being closed is its success.
 */
class GuardedBody extends FilterInputStream {

	private final Permit permit;

	private final long expectedLength;

	private long length;

	/**
	 * Create the body.
	 * @param body the original
	 * @param permit the permit of the call
	 * @param expectedLength the announced length, negative if there is none
	 */
	GuardedBody(InputStream body, Permit permit, long expectedLength) {
		super(body);
		this.permit = permit;
		this.expectedLength = expectedLength;
	}

	@Override
	public int read() throws IOException {
		try {
			int value = super.read();
			count((value != -1) ? 1 : -1);
			return value;
		}
		catch (Throwable ex) {
			fail(ex);
			throw ex;
		}
	}

	@Override
	public int read(byte[] buffer, int offset, int size) throws IOException {
		try {
			int count = super.read(buffer, offset, size);
			count(count);
			return count;
		}
		catch (Throwable ex) {
			fail(ex);
			throw ex;
		}
	}

	@Override
	public long skip(long size) throws IOException {
		try {
			long count = super.skip(size);
			this.length += count;
			return count;
		}
		catch (Throwable ex) {
			fail(ex);
			throw ex;
		}
	}

	@Override
	public boolean markSupported() {
		return false;
	}

	@Override
	public void close() throws IOException {
		this.permit.success();
		super.close();
	}

	private void count(int count) {
		if (count != -1) {
			this.length += count;
		}
		else if (this.length < this.expectedLength) {
			this.permit.failure(new EOFException(
					"The body ended after %d of %d bytes".formatted(this.length, this.expectedLength)));
		}
		else {
			this.permit.success();
		}
	}

	private void fail(Throwable ex) {
		if (Failures.ofBody(ex)) {
			this.permit.failure(ex);
		}
		this.permit.ignore();
	}

}
