package io.resiliencestarter.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;

import io.resiliencestarter.breaker.Permit;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.AbstractClientHttpRequest;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.converter.HttpMessageConversionException;
import org.springframework.util.Assert;
import org.springframework.util.FastByteArrayOutputStream;

/**
 * A request that goes through the breaker of the service that it is for; one for no
 * declared service is left alone. Only when it is executed do its attributes tell the
 * service, whose timeouts the original has, so that there is no original before. Rejected
 * only then too: what watches requests has begun by that time, and sees the rejected ones
 * as well.
 */
final class GuardedRequest extends AbstractClientHttpRequest implements StreamingHttpOutputMessage {

	private final URI uri;

	private final HttpMethod method;

	private final Originals<ClientHttpRequestFactory> originals;

	private final ServiceMatcher<ServiceGuard> guards;

	private @Nullable Body body;

	private @Nullable FastByteArrayOutputStream buffer;

	private volatile boolean unwritable;

	GuardedRequest(URI uri, HttpMethod method, Originals<ClientHttpRequestFactory> originals,
			ServiceMatcher<ServiceGuard> guards) {
		this.uri = uri;
		this.method = method;
		this.originals = originals;
		this.guards = guards;
	}

	@Override
	public HttpMethod getMethod() {
		return this.method;
	}

	@Override
	public URI getURI() {
		return this.uri;
	}

	@Override
	public void setBody(Body body) {
		assertNotExecuted();
		Assert.state(this.buffer == null, "Invoke either getBody or setBody; not both");
		this.body = body;
	}

	@Override
	protected OutputStream getBodyInternal(HttpHeaders headers) {
		FastByteArrayOutputStream output = this.buffer;
		if (output == null) {
			Assert.state(this.body == null, "Invoke either getBody or setBody; not both");
			output = new FastByteArrayOutputStream(1024);
			this.buffer = output;
			this.body = output::writeTo;
		}
		return output;
	}

	@Override
	protected ClientHttpResponse executeInternal(HttpHeaders headers) throws IOException {
		ServiceGuard guard = this.guards.match(getAttributes().get(ServiceAttribute.NAME), this.uri);
		if (guard == null) {
			return original(null, headers).execute();
		}
		Permit permit = guard.acquire();
		return watch(send(original(guard, headers, permit), guard, permit), guard, permit);
	}

	private ClientHttpRequest original(ServiceGuard guard, HttpHeaders headers, Permit permit) throws IOException {
		try {
			return original(guard, headers);
		}
		catch (Throwable ex) {
			permit.ignore();
			throw ex;
		}
	}

	private ClientHttpRequest original(@Nullable ServiceGuard guard, HttpHeaders headers) throws IOException {
		ClientHttpRequest original = this.originals.of(guard).createRequest(this.uri, this.method);
		original.getHeaders().addAll(headers);
		original.getAttributes().putAll(getAttributes());
		if (this.body != null) {
			handOver(this.body, original);
		}
		return original;
	}

	private void handOver(Body body, ClientHttpRequest original) throws IOException {
		if (original instanceof StreamingHttpOutputMessage streaming) {
			streaming.setBody(new WatchedBody(body));
		}
		else {
			body.writeTo(original.getBody());
		}
	}

	private ClientHttpResponse send(ClientHttpRequest original, ServiceGuard guard, Permit permit) throws IOException {
		try {
			return original.execute();
		}
		catch (Throwable ex) {
			if (this.unwritable) {
				permit.ignore();
			}
			guard.callFailed(ex, permit);
			throw ex;
		}
	}

	/**
	 * Some clients wait for the headers only now.
	 */
	private ClientHttpResponse watch(ClientHttpResponse response, ServiceGuard guard, Permit permit)
			throws IOException {
		try {
			return guard.watch(response, this.method, permit);
		}
		catch (Throwable ex) {
			guard.bodyFailed(ex, permit);
			response.close();
			throw ex;
		}
	}

	/**
	 * Takes note of a body that cannot be written: some clients turn what is thrown then
	 * into a failure of the connection.
	 */
	private final class WatchedBody implements Body {

		private final Body body;

		WatchedBody(Body body) {
			this.body = body;
		}

		@Override
		public void writeTo(OutputStream output) throws IOException {
			try {
				this.body.writeTo(output);
			}
			catch (HttpMessageConversionException ex) {
				GuardedRequest.this.unwritable = true;
				throw ex;
			}
		}

		@Override
		public boolean repeatable() {
			return this.body.repeatable();
		}

	}

}
