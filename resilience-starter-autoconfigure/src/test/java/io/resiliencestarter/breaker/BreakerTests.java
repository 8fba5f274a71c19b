package io.resiliencestarter.breaker;

import java.net.ConnectException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Breaker}.
 */
@ExtendWith(QuietBreakers.class)
class BreakerTests {

	private static final BreakerSettings DEFAULTS = new BreakerSettings(5, Duration.ofSeconds(30), 2, null, 100, 20,
			null, 0.8, null);

	private final ManualTime time = new ManualTime();

	private final Breaker breaker = this.time.breaker(DEFAULTS);

	@Test
	void opensOnFifthFailureInARow() {
		fail(4);
		assertThat(this.breaker.snapshot().state()).isEqualTo(State.CLOSED);
		fail(1);
		assertThat(this.breaker.snapshot().state()).isEqualTo(State.OPEN);
		assertThat(this.breaker.snapshot().transitions()).containsExactly(
				new Transition(ManualTime.NOW, "closed", "open", "5 failures in a row, last: ConnectException"));
	}

	@Test
	void successResetsFailuresInARow() {
		fail(4);
		succeed(1);
		assertThat(this.breaker.snapshot().failuresInARow()).isZero();
		fail(4);
		assertThat(this.breaker.snapshot().state()).isEqualTo(State.CLOSED);
		assertThat(this.breaker.snapshot().failuresInARow()).isEqualTo(4);
	}

	@Test
	void rejectsWithoutStackTraceWhileOpen() {
		fail(5);
		assertThatExceptionOfType(CallNotPermittedException.class).isThrownBy(this.breaker::acquire)
			.withMessage("CircuitBreaker 'http.auth' is OPEN and does not permit further calls")
			.satisfies((ex) -> assertThat(ex.getStackTrace()).isEmpty());
		assertThat(this.breaker.snapshot().calls()).isEqualTo(new CallCounts(0, 5, 0, 0, 1));
	}

	@Test
	void rejectionsShareTheirException() {
		fail(5);
		CallNotPermittedException first = rejection();
		assertThat(rejection()).isSameAs(first);
		this.breaker.act(BreakerAction.of("open", null));
		assertThat(rejection()).hasMessageContaining("FORCED_OPEN");
	}

	private CallNotPermittedException rejection() {
		return catchThrowableOfType(CallNotPermittedException.class, this.breaker::acquire);
	}

	@Test
	void tellsTimeUntilRetryWhileOpenOnly() {
		assertThat(this.breaker.snapshot().retryIn()).isNull();
		fail(5);
		this.time.advance(Duration.ofSeconds(18));
		assertThat(this.breaker.snapshot().retryIn()).isEqualTo(Duration.ofSeconds(12));
		this.time.advance(Duration.ofMinutes(1));
		assertThat(this.breaker.snapshot().retryIn()).isEqualTo(Duration.ZERO);
		this.breaker.acquire();
		assertThat(this.breaker.snapshot().retryIn()).isNull();
	}

	@Test
	void closesAfterTwoTrialCalls() {
		halfOpen();
		succeed(1);
		assertThat(this.breaker.snapshot().state()).isEqualTo(State.HALF_OPEN);
		succeed(1);
		assertThat(this.breaker.snapshot().state()).isEqualTo(State.CLOSED);
		assertThat(this.breaker.snapshot().transitions()).extracting(Transition::to, Transition::reason)
			.endsWith(tuple("half-open", "open for 30s"), tuple("closed", "2 trial calls succeeded"));
	}

	@Test
	void oneFailureReopensAtOnce() {
		halfOpen();
		succeed(1);
		fail(1);
		assertThat(this.breaker.snapshot().state()).isEqualTo(State.OPEN);
		assertThat(this.breaker.snapshot().reason()).isEqualTo("a trial call failed, last: ConnectException");
		this.time.advance(Duration.ofSeconds(29));
		assertThatExceptionOfType(CallNotPermittedException.class).isThrownBy(this.breaker::acquire);
	}

	@Test
	void letsTrialCallsThroughOnceItIsSeenToWorkAgain() {
		fail(5);
		this.breaker.answersAgain();
		assertThat(this.breaker.snapshot().state()).isEqualTo(State.HALF_OPEN);
		assertThat(this.breaker.snapshot().reason()).isEqualTo("it was seen to work again");
		succeed(2);
		assertThat(this.breaker.snapshot().state()).isEqualTo(State.CLOSED);
		this.breaker.answersAgain();
		assertThat(this.breaker.snapshot().state()).isEqualTo(State.CLOSED);
	}

	@Test
	void staysOpenAsLongAsAnOperatorWantsThoughItWorks() {
		this.breaker.act(BreakerAction.of("open", 60_000L));
		this.breaker.answersAgain();
		assertThat(this.breaker.snapshot().state()).isEqualTo(State.OPEN);
		this.breaker.act(BreakerAction.of("open", null));
		this.breaker.answersAgain();
		assertThat(this.breaker.snapshot().state()).isEqualTo(State.FORCED_OPEN);
	}

	@Test
	void staysOpenForAsLongAsTheFailureThatOpensAsks() {
		failAndAsk(5, Duration.ofMinutes(2));
		assertThat(this.breaker.rejectsFor()).isEqualTo(Duration.ofMinutes(2));
		assertThat(this.breaker.snapshot().retryIn()).isEqualTo(Duration.ofMinutes(2));
		assertThat(this.breaker.snapshot().reason())
			.isEqualTo("5 failures in a row, last: ConnectException; for 2m at the service's request");
		this.time.advance(Duration.ofSeconds(119));
		assertThatExceptionOfType(CallNotPermittedException.class).isThrownBy(this.breaker::acquire);
		this.time.advance(Duration.ofSeconds(2));
		failAndAsk(1, Duration.ofMinutes(1));
		assertThat(this.breaker.rejectsFor()).isEqualTo(Duration.ofMinutes(1));
		assertThat(this.breaker.snapshot().transitions()).extracting(Transition::to, Transition::reason)
			.endsWith(tuple("half-open", "open for 2m"),
					tuple("open", "a trial call failed, last: ConnectException; for 1m at the service's request"));
	}

	@Test
	void staysOpenForNoLongerThanUsualIfAnotherFailureAsked() {
		failAndAsk(4, Duration.ofMinutes(2));
		fail(1);
		assertThat(this.breaker.rejectsFor()).isEqualTo(Duration.ofSeconds(30));
		this.time.advance(Duration.ofSeconds(31));
		failAndAsk(1, Duration.ofSeconds(10));
		assertThat(this.breaker.rejectsFor()).isEqualTo(Duration.ofSeconds(30));
		assertThat(this.breaker.snapshot().reason()).isEqualTo("a trial call failed, last: ConnectException");
	}

	@Test
	void staysOpenForAsLongAsOperatorWantsWhateverWasAskedBefore() {
		failAndAsk(5, Duration.ofMinutes(2));
		this.breaker.act(BreakerAction.of("closed", null));
		this.breaker.act(BreakerAction.of("open", 1000L));
		assertThat(this.breaker.rejectsFor()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void admitsNoMoreTrialCallsThanMustSucceed() {
		halfOpen();
		this.breaker.acquire();
		this.breaker.acquire();
		assertThatExceptionOfType(CallNotPermittedException.class).isThrownBy(this.breaker::acquire);
	}

	@Test
	void ignoredTrialCallGivesItsPermitBack() {
		halfOpen();
		for (int call = 0; call < 10; call++) {
			this.breaker.acquire().ignore();
		}
		succeed(2);
		assertThat(this.breaker.snapshot().state()).isEqualTo(State.CLOSED);
		assertThat(this.breaker.snapshot().calls().ignored()).isEqualTo(11);
	}

	@Test
	void trialCallsThatNeverEndAreGivenUp() {
		Breaker patient = this.time.breaker(
				new BreakerSettings(1, Duration.ofSeconds(30), 1, null, 100, 20, null, 0.8, Duration.ofMillis(20)));
		patient.acquire().failure(new ConnectException(), Duration.ofSeconds(40));
		this.time.advance(Duration.ofSeconds(41));
		patient.acquire();
		await().untilAsserted(() -> assertThat(patient.snapshot().state()).isEqualTo(State.OPEN));
		assertThat(patient.snapshot().reason()).isEqualTo("trial calls did not end");
		assertThat(patient.rejectsFor()).isEqualTo(Duration.ofSeconds(30));
		this.time.advance(Duration.ofSeconds(31));
		complete(patient, false);
		assertThat(patient.snapshot().state()).isEqualTo(State.CLOSED);
	}

	@Test
	void onlyFirstOutcomeCounts() {
		Permit permit = this.breaker.acquire();
		permit.failure(new AssertionError());
		permit.success();
		permit.ignore();
		assertThat(this.breaker.snapshot().calls()).isEqualTo(new CallCounts(0, 1, 0, 0, 0));
	}

	@Test
	void slowSuccessesDoNotOpenUnlessAskedTo() {
		slow(this.breaker, 20);
		assertThat(this.breaker.snapshot().state()).isEqualTo(State.CLOSED);
		assertThat(this.breaker.snapshot().calls().slow()).isZero();
	}

	@Test
	void slowCallsOpenIfAskedTo() {
		Breaker strict = this.time.breaker(
				new BreakerSettings(5, Duration.ofSeconds(30), 2, null, 100, 20, Duration.ofSeconds(2), 0.8, null));
		slow(strict, 5);
		assertThat(strict.snapshot().state()).isEqualTo(State.OPEN);
		assertThat(strict.snapshot().calls().slow()).isEqualTo(5);
		assertThat(strict.snapshot().reason()).isEqualTo("100% of 5 calls were slow");
	}

	@Test
	void opensAtFailureRateIfAskedTo() {
		Breaker rated = this.time
			.breaker(new BreakerSettings(5, Duration.ofSeconds(30), 2, 0.5, 20, 10, null, 0.8, null));
		for (int call = 0; call < 9; call++) {
			complete(rated, call % 2 == 0);
		}
		assertThat(rated.snapshot().state()).isEqualTo(State.CLOSED);
		complete(rated, true);
		assertThat(rated.snapshot().state()).isEqualTo(State.OPEN);
		assertThat(rated.snapshot().reason()).isEqualTo("60% of 10 calls failed, last: ConnectException");
	}

	@Test
	void remembersLastFailureWithoutSecrets() {
		this.breaker.acquire()
			.failure(new ConnectException("GET http://me:s3c@ret@auth:80/x?token=abc refused\nsecond line"));
		Failure failure = this.breaker.snapshot().lastFailure();
		assertThat(failure).isEqualTo(new Failure(ManualTime.NOW, "ConnectException", "GET http://auth:80/x refused"));
	}

	@Test
	void remembersTheLastTwentyTransitions() {
		for (int round = 0; round < 15; round++) {
			halfOpen();
			succeed(2);
		}
		assertThat(this.breaker.snapshot().transitions()).hasSize(20)
			.last()
			.extracting(Transition::to)
			.isEqualTo("closed");
	}

	@Test
	void noticesWhatOthersDoToTheEngine() {
		CircuitBreakerRegistry registry = CircuitBreakerRegistry.ofDefaults();
		Breaker shared = this.time.breakers(registry).add("auth", BreakerKind.HTTP, DEFAULTS);
		registry.find("http.auth").ifPresent(CircuitBreaker::transitionToForcedOpenState);
		assertThat(shared.snapshot().stateLabel()).isEqualTo("forced-open");
		assertThat(shared.snapshot().reason()).isEqualTo("changed from outside");
		registry.remove("http.auth");
		shared.acquire().success();
		assertThat(registry.find("http.auth")).isPresent();
	}

	@Test
	void racingCallsAreOnlyEverPermittedOrRejected() throws Exception {
		Breakers breakers = new Breakers(CircuitBreakerRegistry.ofDefaults(), new BreakerEvents((event) -> {
		}), Clock.systemUTC(), System::nanoTime);
		Breaker racing = breakers.add("auth", BreakerKind.HTTP,
				new BreakerSettings(1, Duration.ofMillis(1), 1, null, 100, 20, null, 0.8, null));
		ExecutorService threads = Executors.newFixedThreadPool(4);
		List<Callable<Void>> callers = Collections.nCopies(4, () -> race(racing));
		for (Future<Void> caller : threads.invokeAll(callers)) {
			assertThat(caller).succeedsWithin(Duration.ofSeconds(1));
		}
		threads.shutdownNow();
		assertThat(racing.snapshot().calls().failed()).isPositive();
	}

	@Test
	void successEndsTheRowOfFailuresWhateverHappensBefore() throws Exception {
		ExecutorService other = Executors.newSingleThreadExecutor();
		for (int round = 0; round < 5000; round++) {
			Future<?> failures = other.submit(() -> fail(2));
			succeed(8);
			failures.get();
			succeed(1);
			fail(4);
			assertThat(this.breaker.state()).as("round %d", round).isEqualTo("closed");
			succeed(1);
		}
		other.shutdownNow();
	}

	private @Nullable Void race(Breaker racing) {
		for (int call = 0; call < 20_000; call++) {
			try {
				complete(racing, ThreadLocalRandom.current().nextInt(3) == 0);
			}
			catch (CallNotPermittedException ex) {
				// Rejected
			}
		}
		return null;
	}

	private void halfOpen() {
		fail(5);
		this.time.advance(Duration.ofSeconds(31));
		this.breaker.acquire().ignore();
		assertThat(this.breaker.snapshot().state()).isEqualTo(State.HALF_OPEN);
	}

	private void slow(Breaker target, int calls) {
		for (int call = 0; call < calls; call++) {
			Permit permit = target.acquire();
			this.time.advance(Duration.ofMinutes(2));
			permit.success();
		}
	}

	private void succeed(int calls) {
		for (int call = 0; call < calls; call++) {
			complete(this.breaker, false);
		}
	}

	private void fail(int calls) {
		for (int call = 0; call < calls; call++) {
			complete(this.breaker, true);
		}
	}

	private void failAndAsk(int calls, Duration wait) {
		for (int call = 0; call < calls; call++) {
			this.breaker.acquire().failure(new ConnectException(), wait);
		}
	}

	private void complete(Breaker target, boolean failed) {
		Permit permit = target.acquire();
		if (failed) {
			permit.failure(new ConnectException());
		}
		else {
			permit.success();
		}
	}

}
