package io.resiliencestarter.breaker;

import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link BreakerAction}, performed on a {@link Breaker}.
 */
@ExtendWith(OutputCaptureExtension.class)
class BreakerActionTests {

	private static final BreakerSettings DEFAULTS = BreakerSettings.inARow(5, Duration.ofSeconds(30), 2);

	private final ManualTime time = new ManualTime();

	private final CircuitBreakerRegistry registry = CircuitBreakerRegistry.ofDefaults();

	private final Breaker breaker = this.time.breakers(this.registry).add("auth", BreakerKind.HTTP, DEFAULTS);

	@Test
	void openForATimeRejectsCallsForThatTime() {
		act("open", 60_000L);
		assertThat(this.breaker.snapshot().reason()).isEqualTo("set by an operator for 1m");
		this.time.advance(Duration.ofSeconds(59));
		assertRejects();
		assertThat(this.breaker.snapshot().retryIn()).isEqualTo(Duration.ofSeconds(1));
		assertThat(this.breaker.rejectsFor()).isEqualTo(Duration.ofSeconds(1));
		this.time.advance(Duration.ofSeconds(2));
		assertThat(this.breaker.rejectsFor()).isEqualTo(Duration.ZERO);
		this.breaker.acquire().success();
		assertThat(this.breaker.snapshot().state()).isEqualTo(State.HALF_OPEN);
		assertThat(this.breaker.snapshot().reason()).isEqualTo("open for 1m");
		this.breaker.acquire().success();
		assertThat(this.breaker.snapshot().state()).isEqualTo(State.CLOSED);
	}

	@Test
	void timeOfTheOperatorIsForThisTimeOnly() {
		act("open", 60_000L);
		this.time.advance(Duration.ofSeconds(61));
		fail(1);
		assertThat(this.breaker.snapshot().retryIn()).isEqualTo(Duration.ofSeconds(30));
	}

	@Test
	void openWithoutATimeStaysOpen() {
		act("open", null);
		assertThat(this.breaker.snapshot().stateLabel()).isEqualTo("forced-open");
		assertThat(this.breaker.snapshot().reason()).isEqualTo("set by an operator");
		this.time.advance(Duration.ofDays(10));
		assertRejects();
		assertThat(this.breaker.snapshot().retryIn()).isNull();
		assertThat(this.breaker.rejectsFor()).isNull();
	}

	@Test
	void isHeldOpenByAnOperatorNotByFailures() {
		fail(5);
		assertThat(this.breaker.isHeldOpen()).isFalse();
		act("open", 60_000L);
		assertThat(this.breaker.isHeldOpen()).isTrue();
		this.time.advance(Duration.ofMinutes(1));
		assertThat(this.breaker.isHeldOpen()).isFalse();
		act("open", null);
		assertThat(this.breaker.isHeldOpen()).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void closesFromAnyState(State from) {
		bring(this.breaker, from);
		this.breaker.tryAcquire();
		act("closed", null);
		assertThat(this.breaker.snapshot().failuresInARow()).isZero();
		fail(4);
		assertThat(this.breaker.snapshot().state()).isEqualTo(State.CLOSED);
		fail(1);
		assertThat(this.breaker.snapshot().state()).isEqualTo(State.OPEN);
	}

	@ParameterizedTest
	@EnumSource
	void opensFromAnyState(State from) {
		bring(this.breaker, from);
		act("open", 60_000L);
		assertRejects();
		assertThat(this.breaker.snapshot().retryIn()).isEqualTo(Duration.ofMinutes(1));
		bring(this.breaker, from);
		act("open", null);
		assertRejects();
		assertThat(this.breaker.snapshot().state()).isEqualTo(State.FORCED_OPEN);
	}

	/**
	 * The other breaker shows that the time for trial calls is over.
	 */
	@Test
	void closedFromHalfOpenDoesNotOpenLaterByItself() {
		BreakerSettings impatient = DEFAULTS.withTrialTimeout(Duration.ofMillis(300));
		Breaker closed = this.time.breakers(this.registry).add("closed", BreakerKind.HTTP, impatient);
		Breaker other = this.time.breakers(this.registry).add("other", BreakerKind.HTTP, impatient);
		bring(closed, State.HALF_OPEN);
		closed.act(BreakerAction.of("closed", null));
		bring(other, State.HALF_OPEN);
		await().until(() -> other.state().equals("open"));
		assertThat(closed.state()).isEqualTo("closed");
	}

	@ParameterizedTest
	@EnumSource
	void disabledLetsCallsThroughAndJudgesNone(State from) {
		bring(this.breaker, from);
		act("disabled", null);
		fail(20);
		assertThat(this.breaker.snapshot().state()).isEqualTo(State.DISABLED);
		assertThat(this.breaker.snapshot().calls().failed()).isGreaterThanOrEqualTo(20);
		assertThat(this.breaker.isClosed()).isTrue();
	}

	@Test
	void callsInFlightNeitherTakeNorGiveTrialCalls() {
		bring(this.breaker, State.HALF_OPEN);
		Permit ignored = this.breaker.acquire();
		this.breaker.acquire();
		act("open", 1L);
		this.time.advance(Duration.ofMillis(2));
		Permit first = this.breaker.acquire();
		ignored.ignore();
		Permit second = this.breaker.acquire();
		assertRejects();
		first.success();
		second.success();
		assertThat(this.breaker.snapshot().state()).isEqualTo(State.CLOSED);
	}

	@ParameterizedTest
	@EnumSource(names = { "CLOSED", "DISABLED", "FORCED_OPEN", "METRICS_ONLY" })
	void callsInFlightDoNotShortenTheTime(State from) {
		List<Permit> inFlight = new ArrayList<>();
		for (int call = 0; call < 10; call++) {
			inFlight.add(this.breaker.acquire());
		}
		bring(this.breaker, from);
		act("open", 60_000L);
		this.time.advance(Duration.ofSeconds(10));
		inFlight.forEach((permit) -> permit.failure(new ConnectException()));
		assertThat(this.breaker.snapshot().retryIn()).isEqualTo(Duration.ofSeconds(50));
		assertThat(this.breaker.snapshot().reason()).isEqualTo("set by an operator for 1m");
	}

	@ParameterizedTest
	@CsvSource({ "open,", "open, 60000", "closed,", "disabled," })
	void sameStateAgainIsNoTransition(String state, @Nullable Long forMs, CapturedOutput output) {
		this.breaker.act(BreakerAction.of("disabled", null));
		this.breaker.act(BreakerAction.of("closed", null));
		act(state, forMs);
		List<Transition> before = this.breaker.snapshot().transitions();
		act(state, forMs);
		assertThat(this.breaker.snapshot().transitions()).isEqualTo(before);
		assertThat(output.getOut().lines().filter((line) -> line.contains("Breaker 'auth' is ")))
			.hasSize(before.size());
	}

	@Test
	void openForATimeBeginsAnewWhileOpen(CapturedOutput output) {
		fail(5);
		this.time.advance(Duration.ofSeconds(10));
		act("open", 3_600_000L);
		assertThat(this.breaker.snapshot().retryIn()).isEqualTo(Duration.ofHours(1));
		assertThat(this.breaker.snapshot().transitions()).hasSize(1);
		assertThat(output).contains("Breaker 'auth' stays open: set by an operator for 1h");
		this.time.advance(Duration.ofSeconds(31));
		assertRejects();
	}

	@Test
	void tellsThatAnOperatorDidIt(CapturedOutput output) {
		act("open", 1500L);
		assertThat(this.breaker.snapshot().transitions())
			.containsExactly(new Transition(ManualTime.NOW, "closed", "open", "set by an operator for 1500ms"));
		assertThat(output).contains("WARN").containsOnlyOnce("Breaker 'auth' is open: set by an operator for 1500ms");
	}

	@Test
	void meansOfTheEngineWinLater() {
		act("open", null);
		this.registry.circuitBreaker("http.auth").transitionToClosedState();
		this.breaker.acquire().success();
		assertThat(this.breaker.snapshot().stateLabel()).isEqualTo("closed");
		assertThat(this.breaker.snapshot().reason()).isEqualTo("changed from outside");
	}

	@ParameterizedTest
	@CsvSource({ "explode, , 'state must be ''open'', ''closed'' or ''disabled'', it is ''explode'''",
			", , 'state must be ''open'', ''closed'' or ''disabled'', it is missing'",
			"half-open, , 'state must be ''open'', ''closed'' or ''disabled'', it is ''half-open'''",
			"closed, 1, 'forMs is for the state ''open'' only, the state is ''closed'''",
			"disabled, 1, 'forMs is for the state ''open'' only, the state is ''disabled'''",
			"open, 0, 'forMs must be a whole number from 1 to 604800000 (7 days), it is 0; without it, the breaker stays open'",
			"open, -1, 'forMs must be a whole number from 1 to 604800000 (7 days), it is -1; without it, the breaker stays open'",
			"open, 604800001, 'forMs must be a whole number from 1 to 604800000 (7 days), it is 604800001; without it, the breaker stays open'" })
	void refusesWhatMakesNoSense(@Nullable String state, @Nullable Long forMs, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> BreakerAction.of(state, forMs)).withMessage(message);
	}

	private void act(String state, @Nullable Long forMs) {
		this.breaker.act(BreakerAction.of(state, forMs));
	}

	private void bring(Breaker target, State state) {
		CircuitBreaker engine = this.registry.circuitBreaker("http." + target.name());
		engine.transitionToClosedState();
		switch (state) {
			case DISABLED -> engine.transitionToDisabledState();
			case METRICS_ONLY -> engine.transitionToMetricsOnlyState();
			case FORCED_OPEN -> engine.transitionToForcedOpenState();
			case OPEN, HALF_OPEN -> engine.transitionToOpenState();
			case CLOSED -> engine.transitionToClosedState();
		}
		if (state == State.HALF_OPEN) {
			engine.transitionToHalfOpenState();
		}
		assertThat(target.snapshot().state()).isEqualTo(state);
	}

	private void fail(int calls) {
		for (int call = 0; call < calls; call++) {
			this.breaker.acquire().failure(new ConnectException());
		}
	}

	private void assertRejects() {
		assertThatExceptionOfType(CallNotPermittedException.class).isThrownBy(this.breaker::acquire);
	}

}
