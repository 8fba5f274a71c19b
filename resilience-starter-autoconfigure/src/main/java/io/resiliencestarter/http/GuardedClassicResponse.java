package io.resiliencestarter.http;

import java.io.IOException;

import io.resiliencestarter.breaker.Permit;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.message.HttpResponseWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A response of Apache HttpClient whose headers were fine: the call succeeded once the
 * body has been read, or closed without an error.
 */
final class GuardedClassicResponse extends HttpResponseWrapper implements ClassicHttpResponse {

	private final ClassicHttpResponse response;

	private final Permit permit;

	private @Nullable HttpEntity entity;

	GuardedClassicResponse(ClassicHttpResponse response, HttpEntity entity, Permit permit) {
		super(response);
		this.response = response;
		this.permit = permit;
		this.entity = entity;
	}

	@Override
	public @Nullable HttpEntity getEntity() {
		return this.entity;
	}

	@Override
	public void setEntity(@Nullable HttpEntity entity) {
		this.entity = entity;
	}

	@Override
	public void close() throws IOException {
		this.permit.success();
		this.response.close();
	}

}
