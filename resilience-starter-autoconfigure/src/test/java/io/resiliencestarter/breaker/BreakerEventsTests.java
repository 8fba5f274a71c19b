package io.resiliencestarter.breaker;

import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BreakerEvents}, as a {@link Breaker} tells them.
 */
@ExtendWith(OutputCaptureExtension.class)
class BreakerEventsTests {

	private static final BreakerSettings SETTINGS = BreakerSettings.inARow(1, Duration.ofSeconds(30), 1);

	private final ManualTime time = new ManualTime();

	private final CircuitBreakerRegistry registry = CircuitBreakerRegistry.ofDefaults();

	private final List<Object> published = new ArrayList<>();

	@Test
	void publishesEachTransition() {
		Breaker breaker = breaker(this.published::add);
		breaker.acquire().failure(new ConnectException());
		this.time.advance(Duration.ofSeconds(31));
		breaker.acquire().success();
		breaker.act(BreakerAction.of("disabled", null));
		this.registry.find("http.auth").ifPresent(CircuitBreaker::transitionToMetricsOnlyState);
		breaker.state();
		assertThat(this.published).containsExactly(
				event("closed", "open", "1 failure in a row, last: ConnectException"),
				event("open", "half-open", "open for 30s"), event("half-open", "closed", "1 trial call succeeded"),
				event("closed", "disabled", "set by an operator"),
				event("disabled", "metrics-only", "changed from outside"));
	}

	@Test
	void listenerMayUseTheBreaker() {
		List<Breaker> guarded = new ArrayList<>();
		Breaker breaker = breaker((event) -> {
			this.published.add(event);
			if (this.published.size() == 1) {
				guarded.get(0).act(BreakerAction.of("disabled", null));
				guarded.get(0).acquire().success();
			}
		});
		guarded.add(breaker);
		breaker.acquire().failure(new ConnectException());
		assertThat(this.published).containsExactly(
				event("closed", "open", "1 failure in a row, last: ConnectException"),
				event("open", "disabled", "set by an operator"));
	}

	private Breaker breaker(Consumer<Object> publisher) {
		return this.time.breakers(this.registry, publisher).add("auth", BreakerKind.HTTP, SETTINGS);
	}

	private static BreakerTransitionEvent event(String from, String to, String reason) {
		return new BreakerTransitionEvent("auth", BreakerKind.HTTP, new Transition(ManualTime.NOW, from, to, reason));
	}

}
