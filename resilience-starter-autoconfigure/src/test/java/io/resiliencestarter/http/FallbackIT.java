package io.resiliencestarter.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.LongStream;

import io.resiliencestarter.breaker.Breakers;
import io.resiliencestarter.breaker.Fallback;
import io.resiliencestarter.breaker.Guard;
import io.resiliencestarter.breaker.GuardAutoConfiguration;
import io.resiliencestarter.breaker.Guards;
import io.resiliencestarter.breaker.Unavailable;
import io.resiliencestarter.http.FaultyServer.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Fallbacks of callers whose server dies.
 */
class FallbackIT {

	private final FaultyServer server = new FaultyServer();

	private final ApplicationContextRunner contextRunner = ClientContexts.runner()
		.withConfiguration(AutoConfigurations.of(GuardAutoConfiguration.class))
		.withPropertyValues("resilience.services.rates.base-url=" + this.server.url());

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void restClient() {
		this.contextRunner.run((context) -> {
			RestClient client = context.getBean("ratesRestClient", RestClient.class);
			assertFallsBack(context, "rates", () -> Fallback.call(() -> rates(client), (why) -> "old"));
		});
	}

	private static String rates(RestClient client) {
		return Objects.requireNonNull(client.get().retrieve().body(String.class));
	}

	@Test
	void webClient() {
		this.contextRunner.run((context) -> {
			WebClient client = context.getBean("ratesWebClient", WebClient.class);
			assertFallsBack(context, "rates",
					() -> Objects.requireNonNull(client.get()
						.retrieve()
						.bodyToMono(String.class)
						.onErrorResume(Unavailable::test, (why) -> Mono.just("old"))
						.block()));
		});
	}

	@Test
	void guard() {
		HttpClient client = HttpClient.newHttpClient();
		this.contextRunner.run((context) -> {
			Guard guard = context.getBean(Guards.class).get("sdk");
			assertFallsBack(context, "sdk", () -> guard.call(() -> send(client), (why) -> "old"));
		});
	}

	private String send(HttpClient client) throws IOException, InterruptedException {
		return client.send(HttpRequest.newBuilder(URI.create(this.server.url())).build(), BodyHandlers.ofString())
			.body();
	}

	/**
	 * Answers of 4xx have no fallback, but only Spring's clients throw them.
	 */
	private void assertFallsBack(ApplicationContext context, String breaker, Caller caller) throws Exception {
		assertThat(caller.call()).startsWith("x");
		if (breaker.equals("rates")) {
			this.server.answer(Answer.NOT_FOUND);
			assertThat(catchThrowable(caller::call)).isNotNull();
			this.server.answer(Answer.ERROR);
			assertThat(caller.call()).isEqualTo("old");
		}
		this.server.die();
		for (int call = 0; call < 5; call++) {
			assertThat(caller.call()).isEqualTo("old");
		}
		assertThat(Objects.requireNonNull(context.getBean(Breakers.class).find(breaker)).state()).isEqualTo("open");
		assertThat(medianOf(caller)).isLessThan(Duration.ofMillis(1));
	}

	private static Duration medianOf(Caller caller) throws Exception {
		long[] nanos = new long[1000];
		for (int call = 0; call < nanos.length; call++) {
			long start = System.nanoTime();
			assertThat(caller.call()).isEqualTo("old");
			nanos[call] = System.nanoTime() - start;
		}
		return Duration.ofNanos(LongStream.of(nanos).sorted().skip(nanos.length / 2).findFirst().orElseThrow());
	}

	/**
	 * A caller with a fallback.
	 */
	private interface Caller {

		String call() throws Exception;

	}

}
