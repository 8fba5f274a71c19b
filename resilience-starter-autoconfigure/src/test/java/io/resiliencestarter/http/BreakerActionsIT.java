package io.resiliencestarter.http;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.resiliencestarter.TestApplication;
import io.resiliencestarter.breaker.BreakerTransitionEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Acting on the breakers of an application that runs, with the effect on its calls.
 */
class BreakerActionsIT {

	private static final String SERVICE = "auth-service";

	private static final String DATABASE = "db.dataSource";

	private static FaultyServer server;

	private static TestApplication application;

	private static RestClient client;

	@BeforeAll
	static void start() {
		server = new FaultyServer();
		application = application("management.endpoint.breakers.access=unrestricted");
		client = application.bean(RestClient.Builder.class).build();
	}

	private static TestApplication application(String... more) {
		return TestApplication.start(Application.class, new String[] { "spring.datasource.url=jdbc:h2:mem:actions",
				"resilience.services.auth-service.base-url=" + server.url() }, more);
	}

	@AfterAll
	static void stop() {
		application.close();
		server.close();
	}

	@BeforeEach
	void close() {
		post(SERVICE, "closed", null);
		post(DATABASE, "closed", null);
		application.bean(Application.class).transitions.clear();
	}

	@Test
	void openForATimeRejectsCallsUntilThen() {
		int before = server.requests();
		ResponseEntity<String> response = post(SERVICE, "open", 2000);
		assertThat(response.getStatusCode().value()).isEqualTo(200);
		assertThat(response.getBody()).startsWith("{\"kind\":\"http\",\"state\":\"open\",")
			.contains("\"retryInMs\":", "\"reason\":\"set by an operator for 2s\"");
		assertThat(breaker(SERVICE).path("retryInMs").asLong()).isBetween(1L, 2000L);
		assertRejected();
		assertThat(server.requests()).isEqualTo(before);
		await().ignoreException(CallNotPermittedException.class).untilAsserted(BreakerActionsIT::call);
		assertThat(breaker(SERVICE).path("state").asString()).isEqualTo("half-open");
		call();
		assertThat(breaker(SERVICE).path("state").asString()).isEqualTo("closed");
		assertThat(application.bean(Application.class).transitions)
			.extracting((event) -> event.breaker() + " " + event.transition().to())
			.containsExactly("auth-service open", "auth-service half-open", "auth-service closed");
	}

	@Test
	void openWithoutATimeRejectsCallsUntilItIsClosed() {
		assertThat(post(SERVICE, "open", null).getBody()).contains("\"state\":\"forced-open\"")
			.doesNotContain("retryInMs");
		assertRejected();
		assertThat(post(SERVICE, "closed", null).getBody()).contains("\"state\":\"closed\"", "\"failuresInARow\":0");
		call();
	}

	@Test
	void disabledLetsFailingCallsThrough() {
		post(SERVICE, "disabled", null);
		server.die();
		try {
			for (int time = 0; time < 10; time++) {
				assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(BreakerActionsIT::call);
			}
		}
		finally {
			server.comeBack();
		}
		assertThat(breaker(SERVICE).path("state").asString()).isEqualTo("disabled");
	}

	@ParameterizedTest
	@CsvSource({ "60000, 'open, next try in '", ", forced-open." })
	void openTurnsAwayWhoWantsAConnection(@Nullable Integer forMs, String reason) throws SQLException {
		DataSource dataSource = application.bean(DataSource.class);
		dataSource.getConnection().close();
		post(DATABASE, "open", forMs);
		await().atMost(Duration.ofSeconds(5))
			.untilAsserted(() -> assertThatExceptionOfType(SQLException.class)
				.isThrownBy(() -> dataSource.getConnection().close())
				.withMessageContaining("circuit breaker 'db.dataSource' is " + reason));
		post(DATABASE, "closed", null);
		dataSource.getConnection().close();
	}

	@ParameterizedTest
	@CsvSource({ "open, 0, forMs must be a whole number from 1 to 604800000",
			"open, 604800001, forMs must be a whole number from 1 to 604800000",
			"open, 99999999999999999999, Bad Request", "open, soon, Bad Request",
			"closed, 1, 'forMs is for the state ''open'' only, the state is ''closed'''",
			"half-open, , 'state must be ''open'', ''closed'' or ''disabled'', it is ''half-open'''",
			", , 'state must be ''open'', ''closed'' or ''disabled'', it is missing'" })
	void whatCannotBeDoneIsABadRequestThatSaysWhy(@Nullable String state, @Nullable String forMs, String reason) {
		ResponseEntity<String> response = post(SERVICE, state, forMs);
		assertThat(response.getStatusCode().value()).isEqualTo(400);
		assertThat(response.getBody()).contains(reason);
		assertThat(breaker(SERVICE).path("state").asString()).isEqualTo("closed");
	}

	@Test
	void unknownBreakerIsNotFoundAndNotMade() {
		assertThat(post("unknown", "open", null).getStatusCode().value()).isEqualTo(404);
		assertThat(application.get("/actuator/breakers").path("breakers").propertyNames()).containsExactly(SERVICE,
				DATABASE, "redis.redisConnectionFactory");
		assertThat(application.bean(CircuitBreakerRegistry.class).getAllCircuitBreakers()).hasSize(3);
	}

	@Test
	void isNotAllowedUnlessTheUserSaysSo() {
		try (TestApplication careful = application()) {
			assertThat(careful.post("/actuator/breakers/" + SERVICE, Map.of("state", "open")).getStatusCode().value())
				.isEqualTo(405);
			assertThat(careful.get("/actuator/breakers/" + SERVICE).path("state").asString()).isEqualTo("closed");
		}
	}

	private static void assertRejected() {
		assertThatExceptionOfType(CallNotPermittedException.class).isThrownBy(BreakerActionsIT::call);
	}

	private static void call() {
		client.get().uri(server.url() + "/users").retrieve().body(String.class);
	}

	private static JsonNode breaker(String name) {
		return application.get("/actuator/breakers/" + name);
	}

	private static ResponseEntity<String> post(String name, @Nullable String state, @Nullable Object forMs) {
		Map<String, Object> body = new HashMap<>();
		if (state != null) {
			body.put("state", state);
		}
		if (forMs != null) {
			body.put("forMs", forMs);
		}
		return application.post("/actuator/breakers/" + name, body);
	}

	/**
	 * Remembers what it is told of breakers.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private final List<BreakerTransitionEvent> transitions = new CopyOnWriteArrayList<>();

		@EventListener
		void changed(BreakerTransitionEvent event) {
			this.transitions.add(event);
		}

	}

}
