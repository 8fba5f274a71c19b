package io.resiliencestarter.http;

import java.io.IOException;
import java.io.InputStream;

import io.resiliencestarter.breaker.Permit;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/**
 * A response whose headers were fine, so that its body tells the outcome of the call: it
 * succeeded once the body has been read, or closed without an error.
 */
class GuardedResponse implements ClientHttpResponse {

	private final ClientHttpResponse response;

	private final Permit permit;

	private final HttpMethod method;

	private final ServiceGuard guard;

	private @Nullable InputStream body;

	GuardedResponse(ClientHttpResponse response, Permit permit, HttpMethod method, ServiceGuard guard) {
		this.response = response;
		this.permit = permit;
		this.method = method;
		this.guard = guard;
	}

	@Override
	public InputStream getBody() throws IOException {
		InputStream guarded = this.body;
		if (guarded == null) {
			guarded = new GuardedBody(this.response.getBody(), this.permit,
					BodyLength.expected(this.method, getStatusCode(), getHeaders()), this.guard);
			this.body = guarded;
		}
		return guarded;
	}

	@Override
	public HttpStatusCode getStatusCode() throws IOException {
		return this.response.getStatusCode();
	}

	@Override
	public String getStatusText() throws IOException {
		return this.response.getStatusText();
	}

	@Override
	public HttpHeaders getHeaders() {
		return this.response.getHeaders();
	}

	@Override
	public void close() {
		this.permit.success();
		this.response.close();
	}

}
