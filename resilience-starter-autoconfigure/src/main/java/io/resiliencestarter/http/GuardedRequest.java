package io.resiliencestarter.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Map;

import io.resiliencestarter.breaker.Permit;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.converter.HttpMessageConversionException;

/**
 * A request whose execution goes through the breaker of a service. Rejected only then:
 * what watches requests has begun by that time, and sees the rejected ones too.
 */
class GuardedRequest implements ClientHttpRequest {

	private final ClientHttpRequest request;

	private final ServiceGuard guard;

	private volatile boolean unwritable;

	GuardedRequest(ClientHttpRequest request, ServiceGuard guard) {
		this.request = request;
		this.guard = guard;
	}

	/**
	 * Guard a request. It streams its body if the original does.
	 * @param request the original
	 * @param guard the guard of the service
	 * @return the guarded request
	 */
	static ClientHttpRequest of(ClientHttpRequest request, ServiceGuard guard) {
		return (request instanceof StreamingHttpOutputMessage streaming) ? new Streaming(request, streaming, guard)
				: new GuardedRequest(request, guard);
	}

	@Override
	public ClientHttpResponse execute() throws IOException {
		Permit permit = this.guard.acquire();
		return watch(send(permit), permit);
	}

	private ClientHttpResponse send(Permit permit) throws IOException {
		try {
			return this.request.execute();
		}
		catch (Throwable ex) {
			if (this.unwritable) {
				permit.ignore();
			}
			this.guard.callFailed(ex, permit);
			throw ex;
		}
	}

	/**
	 * Some clients wait for the headers only now.
	 */
	private ClientHttpResponse watch(ClientHttpResponse response, Permit permit) throws IOException {
		try {
			return this.guard.watch(response, getMethod(), permit);
		}
		catch (Throwable ex) {
			this.guard.bodyFailed(ex, permit);
			response.close();
			throw ex;
		}
	}

	@Override
	public HttpMethod getMethod() {
		return this.request.getMethod();
	}

	@Override
	public URI getURI() {
		return this.request.getURI();
	}

	@Override
	public Map<String, Object> getAttributes() {
		return this.request.getAttributes();
	}

	@Override
	public HttpHeaders getHeaders() {
		return this.request.getHeaders();
	}

	@Override
	public OutputStream getBody() throws IOException {
		return this.request.getBody();
	}

	/**
	 * A guarded request that streams its body.
	 */
	private static final class Streaming extends GuardedRequest implements StreamingHttpOutputMessage {

		private final StreamingHttpOutputMessage streaming;

		Streaming(ClientHttpRequest request, StreamingHttpOutputMessage streaming, ServiceGuard guard) {
			super(request, guard);
			this.streaming = streaming;
		}

		@Override
		public void setBody(Body body) {
			this.streaming.setBody(new Body() {

				@Override
				public void writeTo(OutputStream output) throws IOException {
					write(body, output);
				}

				@Override
				public boolean repeatable() {
					return body.repeatable();
				}

			});
		}

		/**
		 * Some clients turn what is thrown here into a failure of the connection.
		 */
		private void write(Body body, OutputStream output) throws IOException {
			try {
				body.writeTo(output);
			}
			catch (HttpMessageConversionException ex) {
				super.unwritable = true;
				throw ex;
			}
		}

		@Override
		public void setBody(byte[] body) throws IOException {
			this.streaming.setBody(body);
		}

	}

}
