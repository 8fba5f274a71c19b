package io.resiliencestarter.breaker;

import java.net.ConnectException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * An operator who acts while calls begin and end.
 */
@ExtendWith(QuietBreakers.class)
class BreakerActionRaceTests {

	private static final int ACTIONS = 5000;

	private static final int LOOKS = 20;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
	}

	/**
	 * The engine has decided to open, and tells that before it does.
	 */
	@ParameterizedTest
	@CsvSource({ "open, FORCED_OPEN", "disabled, DISABLED", "closed, CLOSED" })
	void callThatIsAboutToOpenDoesNotUndoTheAction(String action, State expected) throws Exception {
		CircuitBreakerRegistry registry = CircuitBreakerRegistry.ofDefaults();
		Breaker breaker = new ManualTime().breakers(registry)
			.add("auth", BreakerKind.HTTP, BreakerSettings.inARow(1, Duration.ofSeconds(30), 1));
		Thread operator = new Thread(() -> breaker.act(BreakerAction.of(action, null)));
		registry.circuitBreaker("http.auth").getEventPublisher().onFailureRateExceeded((event) -> {
			operator.start();
			await().until(() -> operator.getState() == Thread.State.WAITING || !operator.isAlive());
		});
		breaker.acquire().failure(new ConnectException());
		operator.join();
		assertThat(breaker.snapshot().state()).isEqualTo(expected);
	}

	@Test
	void whatAnOperatorSetsStaysUntilHeSetsSomethingElse() throws Exception {
		long seed = new Random().nextLong();
		Breakers breakers = new Breakers(CircuitBreakerRegistry.ofDefaults(), new BreakerEvents((event) -> {
		}), Clock.systemUTC(), System::nanoTime);
		Breaker breaker = breakers.add("auth", BreakerKind.HTTP, BreakerSettings.inARow(1, Duration.ofMillis(1), 2));
		AtomicBoolean over = new AtomicBoolean();
		List<Future<?>> callers = new ArrayList<>();
		for (int caller = 0; caller < 3; caller++) {
			Random random = new Random(seed + caller);
			callers.add(this.threads.submit(() -> callUntil(over, breaker, random)));
		}
		try {
			act(breaker, new Random(seed), seed);
		}
		finally {
			over.set(true);
		}
		for (Future<?> caller : callers) {
			assertThat(caller).succeedsWithin(Duration.ofSeconds(10));
		}
		assertAllTrialCallsAreThere(breaker);
	}

	private static void act(Breaker breaker, Random random, long seed) {
		for (int action = 0; action < ACTIONS; action++) {
			breaker.act(BreakerAction.of("closed", null));
			breaker.act(BreakerAction.of("open", 1L));
			BreakerAction lasting = BreakerAction.of(random.nextBoolean() ? "open" : "disabled", null);
			breaker.act(lasting);
			for (int look = 0; look < LOOKS; look++) {
				assertThat(breaker.snapshot().state()).as("seed %d, action %d", seed, action)
					.isEqualTo(lasting.state());
			}
			assertThat(breaker.snapshot().reason()).isEqualTo("set by an operator");
		}
	}

	private static void callUntil(AtomicBoolean over, Breaker breaker, Random random) {
		while (!over.get()) {
			try {
				Permit permit = breaker.acquire();
				switch (random.nextInt(3)) {
					case 0 -> permit.success();
					case 1 -> permit.failure(new ConnectException());
					default -> permit.ignore();
				}
			}
			catch (CallNotPermittedException ex) {
				Thread.onSpinWait();
			}
		}
	}

	private static void assertAllTrialCallsAreThere(Breaker breaker) {
		breaker.act(BreakerAction.of("open", 1L));
		await().ignoreException(CallNotPermittedException.class).untilAsserted(breaker::acquire);
		breaker.acquire();
		assertThatExceptionOfType(CallNotPermittedException.class).isThrownBy(breaker::acquire);
	}

}
