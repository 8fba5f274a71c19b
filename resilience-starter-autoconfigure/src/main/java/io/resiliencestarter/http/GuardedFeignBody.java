package io.resiliencestarter.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;

import feign.Response.Body;
import io.resiliencestarter.breaker.Permit;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response of Feign, which tells the outcome of the call.
 */
final class GuardedFeignBody implements Body {

	private final Body body;

	private final BodyLength length;

	private final ServiceGuard guard;

	private final Permit permit;

	private @Nullable InputStream stream;

	GuardedFeignBody(Body body, BodyLength length, ServiceGuard guard, Permit permit) {
		this.body = body;
		this.length = length;
		this.guard = guard;
		this.permit = permit;
	}

	@Override
	public @Nullable Integer length() {
		return this.body.length();
	}

	@Override
	public boolean isRepeatable() {
		return false;
	}

	@Override
	public InputStream asInputStream() throws IOException {
		InputStream guarded = this.stream;
		if (guarded == null) {
			guarded = new GuardedBody(this.body.asInputStream(), this.permit, this.length, this.guard);
			this.stream = guarded;
		}
		return guarded;
	}

	@Override
	public Reader asReader(Charset charset) throws IOException {
		return new InputStreamReader(asInputStream(), charset);
	}

	@Override
	public void close() throws IOException {
		this.permit.success();
		this.body.close();
	}

}
