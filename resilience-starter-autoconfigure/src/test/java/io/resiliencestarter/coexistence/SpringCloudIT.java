package io.resiliencestarter.coexistence;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Beside Spring Cloud CircuitBreaker, with the older version of resilience4j that it
 * brings.
 */
@Tag("beside-spring-cloud")
class SpringCloudIT {

	private static Shop shop;

	@BeforeAll
	static void start() {
		shop = new Shop("resilience.services.git.open-for=100ms");
	}

	@AfterAll
	static void stop() {
		shop.close();
	}

	@Test
	void ourBreakersKeepTheirRulesInTheirRegistry() {
		assertThat(shop.failUntilRejected(() -> shop.call("auth"))).isEqualTo(3);
		assertThat(shop.engine("http.auth").getState()).isEqualTo(State.OPEN);
		assertThat(shop.stateOfEngine("http.auth")).isEqualTo("OPEN");
		assertThat(shop.events("http.auth")).containsSequence("ERROR", "ERROR", "ERROR").contains("NOT_PERMITTED");
		assertThat(shop.calls("http.auth")).isEqualTo(calls(0, 3, 1));
	}

	@Test
	void ourBreakersHalfOpenAndClose() {
		shop.failUntilRejected(() -> shop.call("git"));
		await().ignoreExceptions().untilAsserted(() -> assertThat(shop.call("git")).isNotEmpty());
		assertThat(shop.stateOf("git")).isEqualTo("half-open");
		shop.call("git");
		assertThat(shop.stateOf("git")).isEqualTo("closed");
	}

	@Test
	void theirBreakersKeepTheirs() {
		assertThat(shop.failUntilRejected(SpringCloudIT::callInventory)).isEqualTo(4);
		assertThat(shop.engine("inventory").getState()).isEqualTo(State.OPEN);
		assertThat(shop.calls("inventory")).isEqualTo(calls(0, 4, 1));
		assertThat(shop.application().get("/actuator/breakers").get("breakers").has("inventory")).isFalse();
	}

	@Test
	void metersHaveTheirGroup() {
		assertThat(shop.application().get("/actuator/metrics/resilience4j.circuitbreaker.state").get("availableTags"))
			.anyMatch((tag) -> tag.get("tag").asString().equals("group"));
	}

	private static void callInventory() {
		Object breaker = invoke(shop.application().bean("resilience4jCircuitBreakerFactory"), "create", "inventory");
		Supplier<@Nullable String> call = shop::callInventory;
		Function<Throwable, String> fallback = (failure) -> {
			throw (RuntimeException) failure;
		};
		invoke(breaker, "run", call, fallback);
	}

	private static Map<String, List<Double>> calls(double successful, double failed, double rejected) {
		return Map.of("successful", List.of(successful), "failed", List.of(failed), "ignored", List.of(0.0),
				"not_permitted", List.of(rejected));
	}

	/**
	 * The types of Spring Cloud are not there at compile time.
	 */
	private static Object invoke(Object target, String method, Object... arguments) {
		return Objects.requireNonNull(ReflectionTestUtils.invokeMethod(target, method, arguments));
	}

}
