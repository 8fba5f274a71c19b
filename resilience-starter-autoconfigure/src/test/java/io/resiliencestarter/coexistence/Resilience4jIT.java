package io.resiliencestarter.coexistence;

import java.util.List;
import java.util.Map;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Beside {@code resilience4j-spring-boot4}. Each test has a service of its own.
 */
@Tag("beside-resilience4j")
class Resilience4jIT {

	private static Shop shop;

	@BeforeAll
	static void start() {
		shop = new Shop("spring.cloud.refresh.enabled=false");
	}

	@AfterAll
	static void stop() {
		shop.close();
	}

	@Test
	void ourBreakersKeepTheirRulesInTheirRegistry() {
		assertThat(shop.failUntilRejected(() -> shop.call("auth"))).isEqualTo(3);
		assertThat(shop.stateOf("auth")).isEqualTo("open");
		assertThat(shop.engine("http.auth").getState()).isEqualTo(State.OPEN);
		assertThat(shop.stateOfEngine("http.auth")).isEqualTo("OPEN");
		assertThat(shop.events("http.auth")).containsSequence("ERROR", "ERROR", "ERROR").contains("NOT_PERMITTED");
		assertThat(shop.calls("http.auth")).isEqualTo(calls(0, 3, 1));
	}

	@Test
	void configuredInstancesKeepTheirs() {
		assertThat(shop.failUntilRejected(shop::callInventory)).isEqualTo(4);
		assertThat(shop.stateOfEngine("inventory")).isEqualTo("OPEN");
		assertThat(shop.events("inventory")).contains("NOT_PERMITTED");
		assertThat(shop.calls("inventory")).isEqualTo(calls(0, 4, 1));
		assertThat(shop.application().get("/actuator/breakers").get("breakers").has("inventory")).isFalse();
	}

	@Test
	void breakerOfTheSameNameIsAnotherOne() {
		shop.callGitThroughTwoBreakers();
		assertThat(shop.calls("git")).isEqualTo(calls(1, 0, 0));
		assertThat(shop.calls("http.git")).isEqualTo(calls(1, 0, 0));
	}

	@Test
	void operatorsMayUseEitherEndpoint() {
		shop.application().post("/actuator/circuitbreakers/http.mail", Map.of("updateState", "FORCE_OPEN"));
		assertThat(shop.stateOf("mail")).isEqualTo("forced-open");
		assertThatExceptionOfType(CallNotPermittedException.class).isThrownBy(() -> shop.call("mail"));
		shop.application().post("/actuator/breakers/mail", Map.of("state", "closed"));
		assertThat(shop.stateOfEngine("http.mail")).isEqualTo("CLOSED");
		assertThat(shop.call("mail")).isNotEmpty();
	}

	@Test
	void healthOfEachTellsOfItsOwn() {
		JsonNode components = shop.application().get("/actuator/health").get("components");
		assertThat(components.get("circuitBreakers").get("details").propertyNames()).containsExactly("inventory");
		assertThat(components.get("breakers").get("details").get("breakers").propertyNames()).containsExactly("auth",
				"git", "mail");
	}

	private static Map<String, List<Double>> calls(double successful, double failed, double rejected) {
		return Map.of("successful", List.of(successful), "failed", List.of(failed), "ignored", List.of(0.0),
				"not_permitted", List.of(rejected));
	}

}
