package io.resiliencestarter.benchmarks;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

import io.resiliencestarter.http.ReactiveServiceGuards;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.util.CollectionUtils;
import org.springframework.util.MultiValueMap;

/**
 * Calls of a reactive client whose connector answers at once.
 */
final class ReactiveCalls implements AutoCloseable {

	private static final URI SERVICE = URI.create("http://service/users");

	private static final StubResponse RESPONSE = new StubResponse();

	private final @Nullable ConfigurableApplicationContext context;

	private final ClientHttpConnector connector;

	ReactiveCalls(boolean guarded) {
		ClientHttpConnector stub = (method, uri, request) -> Mono.just(RESPONSE);
		this.context = guarded ? Application.start("resilience.services.service.base-url=http://service") : null;
		this.connector = (this.context != null) ? this.context.getBean(ReactiveServiceGuards.class).guard(stub) : stub;
	}

	/**
	 * Call, and read the body.
	 * @return the body
	 */
	DataBuffer call() {
		return Objects.requireNonNull(this.connector.connect(HttpMethod.GET, SERVICE, (request) -> Mono.empty())
			.flatMapMany(ClientHttpResponse::getBody)
			.blockLast());
	}

	@Override
	public void close() {
		if (this.context != null) {
			this.context.close();
		}
	}

	/**
	 * A response of a few bytes.
	 */
	private static final class StubResponse implements ClientHttpResponse {

		private final HttpHeaders headers = new HttpHeaders();

		private final DataBuffer body = DefaultDataBufferFactory.sharedInstance
			.wrap("{\"id\":1}".getBytes(StandardCharsets.UTF_8));

		StubResponse() {
			this.headers.setContentType(MediaType.APPLICATION_JSON);
			this.headers.setContentLength(this.body.readableByteCount());
		}

		@Override
		public HttpStatusCode getStatusCode() {
			return HttpStatus.OK;
		}

		@Override
		public MultiValueMap<String, ResponseCookie> getCookies() {
			return CollectionUtils.toMultiValueMap(Map.of());
		}

		@Override
		public HttpHeaders getHeaders() {
			return this.headers;
		}

		@Override
		public Flux<DataBuffer> getBody() {
			return Flux.just(this.body);
		}

	}

}
