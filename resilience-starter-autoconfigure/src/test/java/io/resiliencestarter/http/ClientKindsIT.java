package io.resiliencestarter.http;

import java.util.Objects;
import java.util.function.Consumer;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.registry.HttpServiceGroup.ClientType;
import org.springframework.web.service.registry.ImportHttpServices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * One application, one dead service, and each kind of client that Spring Boot builds.
 */
class ClientKindsIT {

	private final FaultyServer server = new FaultyServer();

	private final ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
		.properties("server.port=0", "spring.main.banner-mode=off", "management.endpoints.web.exposure.include=*",
				"management.endpoint.health.show-details=always", "management.health.redis.enabled=false",
				"resilience.services.auth-service.base-url=" + this.server.url(),
				"spring.http.serviceclient.auth.base-url=" + this.server.url(),
				"spring.http.serviceclient.auth-reactive.base-url=" + this.server.url())
		.run();

	private final RestClient actuator = RestClient
		.create("http://127.0.0.1:" + this.context.getEnvironment().getProperty("local.server.port") + "/actuator");

	@AfterEach
	void stop() {
		this.context.close();
		this.server.close();
	}

	@Test
	void allShareTheBreakerOfTheService() {
		RestClient restClient = this.context.getBean(RestClient.Builder.class).build();
		assertThat(breaker().path("calls").path("successful").asInt()).isZero();
		this.server.die();
		call(4, (url) -> restClient.get().uri(url).retrieve().body(String.class));
		assertThat(breaker().path("state").asString()).isEqualTo("closed");
		call(1, (url) -> this.context.getBean(RestTemplateBuilder.class).build().getForObject(url, String.class));
		assertThat(breaker().path("state").asString()).isEqualTo("open");
		assertThatExceptionOfType(CallNotPermittedException.class)
			.isThrownBy(() -> this.context.getBean(AuthClient.class).users());
		WebClient webClient = this.context.getBean(WebClient.Builder.class).build();
		assertThatExceptionOfType(CallNotPermittedException.class)
			.isThrownBy(() -> webClient.get().uri(this.server.url()).retrieve().toBodilessEntity().block());
		assertThatExceptionOfType(CallNotPermittedException.class)
			.isThrownBy(() -> this.context.getBean(ReactiveAuthClient.class).users().block());
		assertShown();
	}

	@Test
	void unknownBreakerIsNotFound() {
		int status = this.actuator.get()
			.uri("/breakers/nobody")
			.exchange((request, response) -> response.getStatusCode().value());
		assertThat(status).isEqualTo(404);
	}

	private void assertShown() {
		JsonNode breaker = breaker();
		assertThat(breaker.propertyNames()).containsExactly("kind", "state", "failureThreshold", "successThreshold",
				"openForMs", "retryInMs", "failuresInARow", "calls", "lastFailure", "transitions");
		assertThat(breaker.path("kind").asString()).isEqualTo("http");
		assertThat(breaker.path("openForMs").asLong()).isEqualTo(30_000);
		assertThat(breaker.path("retryInMs").asLong()).isBetween(1L, 30_000L);
		assertThat(breaker.path("calls"))
			.hasToString("{\"successful\":0,\"failed\":5,\"ignored\":0,\"slow\":0,\"rejected\":3}");
		assertThat(breaker.path("lastFailure").path("at").asString()).matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z");
		assertThat(breaker.path("transitions").get(0).path("reason").asString())
			.startsWith("5 failures in a row, last: ");
		JsonNode health = get("/health");
		assertThat(health.path("status").asString()).isEqualTo("UP");
		assertThat(health.at("/components/breakers/details/breakers/auth-service/state").asString()).isEqualTo("open");
		assertThat(this.context.getBean(MeterRegistry.class)
			.get("resilience4j.circuitbreaker.not.permitted.calls")
			.tag("name", "http.auth-service")
			.counter()
			.count()).isEqualTo(3);
	}

	private JsonNode breaker() {
		return get("/breakers").path("breakers").path("auth-service");
	}

	private JsonNode get(String path) {
		return Objects.requireNonNull(this.actuator.get().uri(path).retrieve().body(JsonNode.class));
	}

	private void call(int times, Consumer<String> client) {
		for (int time = 0; time < times; time++) {
			assertThat(catchThrowable(() -> client.accept(this.server.url() + "/users"))).isNotNull();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@ImportHttpServices(group = "auth", types = AuthClient.class)
	@ImportHttpServices(group = "auth-reactive", types = ReactiveAuthClient.class, clientType = ClientType.WEB_CLIENT)
	static class Application {

	}

	/**
	 * A client that Spring implements.
	 */
	interface AuthClient {

		@GetExchange("/users")
		String users();

	}

	/**
	 * A reactive client that Spring implements.
	 */
	interface ReactiveAuthClient {

		@GetExchange("/users")
		Mono<String> users();

	}

}
