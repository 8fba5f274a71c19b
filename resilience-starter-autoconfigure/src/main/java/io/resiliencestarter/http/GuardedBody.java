package io.resiliencestarter.http;

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

	private final BodyLength length;

	private final ServiceGuard guard;

	/**
	 * Create the body.
	 * @param body the original
	 * @param permit the permit of the call
	 * @param length the announced length
	 * @param guard the guard of the service
	 */
	GuardedBody(InputStream body, Permit permit, BodyLength length, ServiceGuard guard) {
		super(body);
		this.permit = permit;
		this.length = length;
		this.guard = guard;
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
			this.length.add(count);
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
			this.length.add(count);
		}
		else {
			this.length.settle(this.permit);
		}
	}

	private void fail(Throwable ex) {
		this.guard.bodyFailed(ex, this.permit);
	}

}
