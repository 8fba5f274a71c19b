package io.resiliencestarter.coexistence;

import java.util.List;
import java.util.Map;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Beside {@code resilience4j-spring-boot4} and Spring Cloud's refresh scope, which gives
 * the application another registry while it runs.
 */
@Tag("beside-resilience4j")
class RefreshScopedRegistryIT {

	private final Shop shop = new Shop();

	@AfterEach
	void stop() {
		this.shop.close();
	}

	@Test
	void breakersGoOnInTheNewRegistry() {
		assertThat(this.shop.failUntilRejected(() -> this.shop.call("auth"))).isEqualTo(3);
		CircuitBreaker before = this.shop.engine("http.auth");
		this.shop.application().post("/actuator/refresh", Map.of());
		assertThat(this.shop.stateOf("auth")).isEqualTo("closed");
		assertThat(this.shop.engine("http.auth")).isNotSameAs(before);
		assertThat(this.shop.call("auth")).isNotEmpty();
		assertThat(this.shop.failUntilRejected(() -> this.shop.call("auth"))).isEqualTo(3);
		assertThat(this.shop.stateOfEngine("http.auth")).isEqualTo("OPEN");
		assertThat(this.shop.events("http.auth")).containsSequence("SUCCESS", "ERROR", "ERROR", "ERROR");
		assertThat(this.shop.calls("http.auth")).isEqualTo(Map.of("successful", List.of(1.0), "failed", List.of(3.0),
				"ignored", List.of(0.0), "not_permitted", List.of(1.0)));
		assertThat(transitions()).extracting((transition) -> transition.get("to").asString())
			.containsExactly("open", "closed", "open");
	}

	private List<JsonNode> transitions() {
		return this.shop.application().get("/actuator/breakers/auth").get("transitions").valueStream().toList();
	}

}
