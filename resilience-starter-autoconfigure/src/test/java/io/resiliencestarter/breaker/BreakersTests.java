package io.resiliencestarter.breaker;

import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Breakers}.
 */
@ExtendWith(QuietBreakers.class)
class BreakersTests {

	private static final BreakerSettings SETTINGS = new BreakerSettings(1, Duration.ofSeconds(30), 2, null, 100, 20,
			null, 0.8, null);

	private final ManualTime time = new ManualTime();

	private final CircuitBreakerRegistry registry = CircuitBreakerRegistry.ofDefaults();

	private final Breakers breakers = this.time.breakers(this.registry);

	@Test
	void tellsWhichCallWasRejectedAndForHowLong() {
		this.breakers.add("auth", BreakerKind.HTTP, SETTINGS).acquire().failure(new IllegalStateException());
		this.time.advance(Duration.ofSeconds(18));
		assertThat(this.breakers.rejection(rejectedBy("http.auth")))
			.isEqualTo(new Rejection(BreakerKind.HTTP, "auth", Duration.ofSeconds(12)));
	}

	@Test
	void nobodyKnowsForHowLongABreakerIsForcedOpen() {
		this.breakers.add("auth", BreakerKind.HTTP, SETTINGS);
		this.registry.circuitBreaker("http.auth").transitionToForcedOpenState();
		assertThat(this.breakers.rejection(rejectedBy("http.auth")))
			.isEqualTo(new Rejection(BreakerKind.HTTP, "auth", null));
	}

	@Test
	void looksForTheRejectionAmongTheCauses() {
		this.breakers.add("db.orders", BreakerKind.DB, SETTINGS);
		Exception failure = new IllegalStateException(new SQLException(new Rejected("db.orders")));
		assertThat(this.breakers.rejection(failure)).isEqualTo(new Rejection(BreakerKind.DB, "orders", Duration.ZERO));
	}

	@Test
	void breakerOfTheApplicationIsNotMistakenForOne() {
		this.breakers.add("auth", BreakerKind.HTTP, SETTINGS);
		assertThat(this.breakers.rejection(rejectedBy("auth")))
			.isEqualTo(new Rejection(BreakerKind.CUSTOM, "auth", null));
	}

	@Test
	void otherFailuresAreNoRejections() {
		Exception circle = new IllegalStateException();
		circle.initCause(new IllegalStateException(circle));
		assertThat(this.breakers.rejection(circle)).isNull();
		assertThat(this.breakers.rejection(new Rejected("unknown"))).isNull();
	}

	@Test
	void breakerGoesOnInAnotherRegistry() {
		AtomicReference<CircuitBreakerRegistry> current = new AtomicReference<>(this.registry);
		Breaker breaker = this.time.breakers(replaceable(current)).add("auth", BreakerKind.HTTP, SETTINGS);
		Permit before = breaker.acquire();
		breaker.acquire().failure(new IllegalStateException());
		current.set(CircuitBreakerRegistry.ofDefaults());
		assertThat(breaker.state()).isEqualTo("closed");
		before.failure(new IllegalStateException());
		assertThat(breaker.state()).isEqualTo("closed");
		breaker.acquire().failure(new IllegalStateException());
		assertThat(current.get().find("http.auth")).map(CircuitBreaker::getState).contains(State.OPEN);
		assertThat(breaker.snapshot().transitions()).extracting(Transition::to)
			.containsExactly("open", "closed", "open");
	}

	/**
	 * As a scoped proxy: asks for the registry at each call.
	 */
	private static CircuitBreakerRegistry replaceable(AtomicReference<CircuitBreakerRegistry> current) {
		Class<CircuitBreakerRegistry> type = CircuitBreakerRegistry.class;
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> method.invoke(current.get(), arguments)));
	}

	private CallNotPermittedException rejectedBy(String engineName) {
		CircuitBreaker engine = this.registry.circuitBreaker(engineName);
		return CallNotPermittedException.createCallNotPermittedException(engine);
	}

	/**
	 * A rejection that is not the engine's.
	 */
	private static final class Rejected extends RuntimeException implements RejectedByBreaker {

		private final String breakerName;

		Rejected(String breakerName) {
			this.breakerName = breakerName;
		}

		@Override
		public String breakerName() {
			return this.breakerName;
		}

	}

}
