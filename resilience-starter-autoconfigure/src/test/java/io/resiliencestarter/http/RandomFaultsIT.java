package io.resiliencestarter.http;

import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.resiliencestarter.breaker.Breaker;
import io.resiliencestarter.breaker.Breakers;
import io.resiliencestarter.breaker.BreakersEndpoint;
import io.resiliencestarter.breaker.CallCounts;
import io.resiliencestarter.http.FaultyServer.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Ten thousand calls, blocking and reactive, to a service that fails in each way, from
 * callers that cancel some of them.
 */
class RandomFaultsIT {

	private static final int CALLS = 10_000;

	/** They are after ten read timeouts. */
	private static final Duration BEFORE_TRIALS_ARE_GIVEN_UP = Duration.ofSeconds(2);

	private static final int SEED = 20261127;

	private final FaultyServer server = new FaultyServer();

	private final ExecutorService callers = Executors.newFixedThreadPool(16);

	private final ScheduledExecutorService canceller = Executors.newSingleThreadScheduledExecutor();

	private final Semaphore places = new Semaphore(64);

	private final AtomicInteger begun = new AtomicInteger();

	private final Random random = new Random(SEED);

	@AfterEach
	void stop() {
		this.callers.shutdownNow();
		this.canceller.shutdownNow();
		this.server.close();
	}

	@Test
	void everyPermitComesBack() {
		ClientContexts.runner()
			.withPropertyValues("spring.http.clients.imperative.factory=jdk",
					"resilience.services.auth.base-url=" + this.server.url(), "resilience.services.auth.open-for=1ms",
					"resilience.services.auth.cancel-after=5ms", "resilience.services.auth.read-timeout=300ms",
					"logging.level.io.resiliencestarter=error")
			.run((context) -> {
				RestClient blocking = context.getBean(RestClient.Builder.class).build();
				WebClient reactive = context.getBean(WebClient.Builder.class).build();
				for (int call = 0; call < CALLS; call++) {
					this.places.acquire();
					String url = this.server.url() + "/users?" + answer();
					if (this.random.nextBoolean()) {
						call(blocking, url);
					}
					else {
						call(reactive, url);
					}
				}
				BreakersEndpoint breakers = context.getBean(BreakersEndpoint.class);
				await().untilAsserted(() -> assertThat(ended(breakers)).isEqualTo(this.begun.get()));
				Breaker breaker = Objects.requireNonNull(context.getBean(Breakers.class).find("auth"));
				await().atMost(BEFORE_TRIALS_ARE_GIVEN_UP).until(() -> {
					attempt(blocking, this.server.url());
					return breaker.state().equals("closed");
				});
			});
	}

	/**
	 * Mostly well, so that many calls go through, and seldom silent, which takes a thread
	 * of the server.
	 */
	private Answer answer() {
		int chance = this.random.nextInt(100);
		if (chance < 3) {
			return (chance == 0) ? Answer.SILENT : Answer.STALLED;
		}
		Answer[] others = { Answer.ERROR, Answer.TRUNCATED, Answer.NOT_FOUND, Answer.TOO_MANY_REQUESTS };
		return (chance < 40) ? others[chance % others.length] : Answer.OK;
	}

	/**
	 * An interrupt that comes too late hits a later call, which is as good.
	 */
	private void call(RestClient client, String url) {
		boolean cancelled = this.random.nextInt(10) == 0;
		this.callers.execute(() -> {
			this.begun.incrementAndGet();
			if (cancelled) {
				cancelSoon(Thread.currentThread()::interrupt);
			}
			attempt(client, url);
			this.places.release();
		});
	}

	private static void attempt(RestClient client, String url) {
		try {
			client.get().uri(url).retrieve().body(String.class);
		}
		catch (Exception ex) {
			// One of the faults
		}
	}

	private void call(WebClient client, String url) {
		this.begun.incrementAndGet();
		Disposable call = client.get()
			.uri(url)
			.retrieve()
			.bodyToMono(String.class)
			.onErrorComplete()
			.doFinally((signal) -> this.places.release())
			.subscribe();
		if (url.endsWith(Answer.SILENT.name()) || url.endsWith(Answer.STALLED.name()) || this.random.nextInt(5) == 0) {
			cancelSoon(call::dispose);
		}
	}

	@SuppressWarnings("FutureReturnValueIgnored") // neither of the two can fail
	private void cancelSoon(Runnable cancel) {
		this.canceller.schedule(cancel, ThreadLocalRandom.current().nextInt(10), TimeUnit.MILLISECONDS);
	}

	private static long ended(BreakersEndpoint breakers) {
		CallCounts calls = Objects.requireNonNull(breakers.breaker("auth")).calls();
		return calls.successful() + calls.failed() + calls.ignored() + calls.rejected();
	}

}
