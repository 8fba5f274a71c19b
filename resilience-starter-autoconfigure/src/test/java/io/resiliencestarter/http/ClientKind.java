package io.resiliencestarter.http;

import java.util.Objects;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpMethod;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientException;

/**
 * The HTTP clients that Spring Boot builds, on each library that is there, and those that
 * the application builds itself.
 */
enum ClientKind {

	REST_CLIENT_ON_JDK("imperative.factory=jdk"),

	REST_CLIENT_ON_SIMPLE("imperative.factory=simple"),

	REST_CLIENT_ON_HTTP_COMPONENTS("imperative.factory=http-components"),

	REST_CLIENT_ON_REACTOR("imperative.factory=reactor"),

	REST_TEMPLATE("imperative.factory=jdk"),

	WEB_CLIENT_ON_REACTOR("reactive.connector=reactor"),

	WEB_CLIENT_ON_JDK("reactive.connector=jdk"),

	JDK("imperative.factory=jdk"),

	JDK_ASYNCHRONOUS("imperative.factory=jdk"),

	HTTP_COMPONENTS("imperative.factory=jdk"),

	FEIGN("imperative.factory=jdk");

	private final String property;

	ClientKind(String property) {
		this.property = property;
	}

	String property() {
		return "spring.http.clients." + this.property;
	}

	boolean isReactive() {
		return this.property.startsWith("reactive");
	}

	private boolean isRaw() {
		return compareTo(JDK) >= 0;
	}

	/**
	 * Whether somebody says which service a request is for. A client of Feign just has a
	 * name.
	 */
	boolean saysService() {
		return this != FEIGN;
	}

	/**
	 * Whether the client itself writes what it sends.
	 */
	boolean writesBodies() {
		return this != FEIGN;
	}

	Class<? extends Throwable> exception() {
		if (isRaw()) {
			return RawClients.Failure.class;
		}
		if (this == REST_CLIENT_ON_REACTOR) {
			return RuntimeException.class; // of Netty, when the body fails
		}
		return isReactive() ? WebClientException.class : RestClientException.class;
	}

	TestClient client(BeanFactory beans) {
		return switch (this) {
			case JDK -> RawClients.jdk(beans);
			case JDK_ASYNCHRONOUS -> RawClients.jdkAsynchronous(beans);
			case HTTP_COMPONENTS -> RawClients.httpComponents(beans);
			case FEIGN -> RawClients.feign(beans);
			case WEB_CLIENT_ON_REACTOR, WEB_CLIENT_ON_JDK ->
				new Reactive(beans.getBean(WebClient.Builder.class).build());
			case REST_TEMPLATE -> new Template(beans.getBean(RestTemplateBuilder.class).build());
			case REST_CLIENT_ON_JDK, REST_CLIENT_ON_SIMPLE, REST_CLIENT_ON_HTTP_COMPONENTS, REST_CLIENT_ON_REACTOR ->
				new Blocking(beans.getBean(RestClient.Builder.class).build());
		};
	}

	/**
	 * {@link RestClient}.
	 *
	 * @param client the client
	 */
	private record Blocking(RestClient client) implements TestClient {

		@Override
		public void get(String url) {
			this.client.get().uri(url).retrieve().body(String.class);
		}

		@Override
		public void getFrom(String service, String url) {
			this.client.get().uri(url).attribute(ServiceAttribute.NAME, service).retrieve().body(String.class);
		}

		@Override
		public void head(String url) {
			this.client.head().uri(url).retrieve().toBodilessEntity();
		}

		@Override
		public void getWithoutBody(String url) {
			this.client.get().uri(url).retrieve().toBodilessEntity();
		}

		@Override
		public void getFirstByte(String url) {
			this.client.get().uri(url).exchange((request, response) -> response.getBody().read());
		}

		@Override
		public void post(String url, Object body) {
			this.client.post().uri(url).body(body).retrieve().toBodilessEntity();
		}

	}

	/**
	 * {@link RestTemplate}.
	 *
	 * @param client the client
	 */
	private record Template(RestTemplate client) implements TestClient {

		@Override
		public void get(String url) {
			this.client.getForObject(url, String.class);
		}

		@Override
		public void getFrom(String service, String url) {
			this.client.execute(url, HttpMethod.GET,
					(request) -> request.getAttributes().put(ServiceAttribute.NAME, service),
					(response) -> response.getBody().readAllBytes());
		}

		@Override
		public void head(String url) {
			this.client.headForHeaders(url);
		}

		@Override
		public void getWithoutBody(String url) {
			this.client.exchange(url, HttpMethod.GET, HttpEntity.EMPTY, Void.class);
		}

		@Override
		public void getFirstByte(String url) {
			this.client.execute(url, HttpMethod.GET, null, (response) -> response.getBody().read());
		}

		@Override
		public void post(String url, Object body) {
			this.client.postForLocation(url, body);
		}

	}

	/**
	 * {@link WebClient}.
	 *
	 * @param client the client
	 */
	private record Reactive(WebClient client) implements TestClient {

		@Override
		public void get(String url) {
			Objects.requireNonNull(this.client.get().uri(url).retrieve().bodyToMono(String.class).block());
		}

		@Override
		public void getFrom(String service, String url) {
			this.client.get()
				.uri(url)
				.attribute(ServiceAttribute.NAME, service)
				.retrieve()
				.bodyToMono(String.class)
				.block();
		}

		@Override
		public void head(String url) {
			this.client.head().uri(url).retrieve().toBodilessEntity().block();
		}

		@Override
		public void getWithoutBody(String url) {
			this.client.get().uri(url).retrieve().toBodilessEntity().block();
		}

		@Override
		public void getFirstByte(String url) {
			this.client.get()
				.uri(url)
				.exchangeToFlux((response) -> response.body(BodyExtractors.toDataBuffers()))
				.next()
				.block();
		}

		@Override
		public void post(String url, Object body) {
			this.client.post().uri(url).bodyValue(body).retrieve().toBodilessEntity().block();
		}

	}

}
