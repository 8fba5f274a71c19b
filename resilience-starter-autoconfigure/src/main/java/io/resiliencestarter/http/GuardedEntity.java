package io.resiliencestarter.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import io.resiliencestarter.breaker.Permit;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response of Apache HttpClient, which tells the outcome of the call.
 */
final class GuardedEntity extends HttpEntityWrapper {

	private final ServiceGuard guard;

	private final Permit permit;

	private @Nullable InputStream content;

	GuardedEntity(HttpEntity entity, ServiceGuard guard, Permit permit) {
		super(entity);
		this.guard = guard;
		this.permit = permit;
	}

	@Override
	public InputStream getContent() throws IOException {
		InputStream guarded = this.content;
		if (guarded == null) {
			guarded = new GuardedBody(super.getContent(), this.permit, BodyLength.expected(getContentLength()),
					this.guard);
			this.content = guarded;
		}
		return guarded;
	}

	@Override
	public void writeTo(OutputStream output) throws IOException {
		try (InputStream input = getContent()) {
			input.transferTo(output);
		}
	}

	@Override
	public void close() throws IOException {
		this.permit.success();
		super.close();
	}

}
