package io.resiliencestarter.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link SingleFlight}.
 */
class SingleFlightTests {

	private final SingleFlight<String> flight = new SingleFlight<>();

	private final AtomicInteger attempts = new AtomicInteger();

	private final ExecutorService executor = Executors.newCachedThreadPool();

	@AfterEach
	void stop() {
		this.executor.shutdownNow();
	}

	@Test
	void thoseWhoComeMeanwhileShareTheFailure() {
		CountDownLatch fails = new CountDownLatch(1);
		List<Future<String>> callers = new ArrayList<>();
		callers.add(this.executor.submit(() -> this.flight.run(() -> fail(fails))));
		await().until(() -> this.attempts.get() == 1);
		AtomicInteger arrived = new AtomicInteger();
		for (int i = 0; i < 7; i++) {
			callers.add(this.executor.submit(() -> {
				arrived.incrementAndGet();
				return this.flight.run(() -> fail(fails));
			}));
		}
		await().until(() -> arrived.get() == 7);
		fails.countDown();
		callers.forEach((caller) -> assertThat(caller).failsWithin(5, TimeUnit.SECONDS)
			.withThrowableThat()
			.withCauseInstanceOf(IllegalStateException.class));
		assertThat(this.attempts).as("callers can come a moment too late").hasValueLessThanOrEqualTo(3);
	}

	@Test
	void attemptIsMadeAnewAfterFailure() {
		assertThatIllegalStateException().isThrownBy(() -> this.flight.run(() -> fail(new CountDownLatch(0))));
		assertThat(this.flight.run(() -> "connected")).isEqualTo("connected");
		assertThat(this.flight.run(() -> "again")).isEqualTo("again");
	}

	private String fail(CountDownLatch when) {
		this.attempts.incrementAndGet();
		try {
			when.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		throw new IllegalStateException("refused");
	}

}
