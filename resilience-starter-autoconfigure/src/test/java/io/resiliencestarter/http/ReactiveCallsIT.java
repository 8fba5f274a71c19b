package io.resiliencestarter.http;

import java.time.Duration;
import java.util.Objects;
import java.util.function.BiConsumer;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.resiliencestarter.breaker.BreakersEndpoint;
import io.resiliencestarter.breaker.BreakersEndpoint.BreakerDescriptor;
import io.resiliencestarter.breaker.CallCounts;
import io.resiliencestarter.http.FaultyServer.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Reactive calls that are cancelled, repeated or never awaited.
 */
@ParameterizedClass
@ValueSource(strings = { "reactor", "jdk" })
class ReactiveCallsIT {

	private final FaultyServer server = new FaultyServer();

	private final ApplicationContextRunner contextRunner;

	ReactiveCallsIT(String connector) {
		this.contextRunner = ClientContexts.runner()
			.withPropertyValues("spring.http.clients.reactive.connector=" + connector,
					"resilience.services.auth.base-url=" + this.server.url(), "resilience.services.auth.open-for=300ms",
					"resilience.services.auth.read-timeout=20s");
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void callerWhoLosesPatienceWithASilentServerCounts() {
		run((client, breakers) -> {
			this.server.answer(Answer.SILENT);
			for (int call = 0; call < 5; call++) {
				assertThat(catchThrowable(() -> get(client).timeout(Duration.ofMillis(150)).block())).isNotNull();
			}
			await().untilAsserted(() -> assertThat(breaker(breakers).calls()).isEqualTo(new CallCounts(0, 5, 0, 0, 0)));
			assertThatExceptionOfType(CallNotPermittedException.class).isThrownBy(() -> get(client).block());
			assertThat(breaker(breakers).lastFailure()).hasFieldOrPropertyWithValue("error",
					"TimeoutException: Cancelled without an answer");
		}, "resilience.services.auth.cancel-after=100ms", "resilience.services.auth.open-for=30s");
	}

	@Test
	void callerWhoLosesPatienceInTheMiddleOfTheBodyCounts() {
		run((client, breakers) -> {
			this.server.answer(Answer.STALLED);
			assertThat(catchThrowable(() -> get(client).timeout(Duration.ofSeconds(1)).block())).isNotNull();
			await().untilAsserted(() -> assertThat(breaker(breakers).calls()).isEqualTo(new CallCounts(0, 1, 0, 0, 0)));
		}, "resilience.services.auth.cancel-after=100ms");
	}

	@Test
	void callerWhoLeavesSoonSaysNothing() {
		run((client, breakers) -> {
			this.server.answer(Answer.SILENT);
			for (int call = 0; call < 10; call++) {
				cancelWhenSent(client);
			}
			assertThat(breaker(breakers).calls()).isEqualTo(new CallCounts(0, 0, 10, 0, 0));
			assertThat(breaker(breakers).state()).isEqualTo("closed");
		}, "resilience.services.auth.cancel-after=1m");
	}

	@Test
	void cancelledTrialCallsGiveTheirPermitsBack() {
		run((client, breakers) -> {
			this.server.answer(Answer.ERROR);
			for (int call = 0; call < 5; call++) {
				assertThat(catchThrowable(() -> get(client).block())).isNotNull();
			}
			this.server.answer(Answer.SILENT);
			await().until(() -> Objects.equals(breaker(breakers).retryInMs(), 0L));
			for (int call = 0; call < 10; call++) {
				cancelWhenSent(client);
			}
			this.server.answer(Answer.OK);
			get(client).block();
			get(client).block();
			assertThat(breaker(breakers).state()).isEqualTo("closed");
		}, "resilience.services.auth.cancel-after=1m");
	}

	@Test
	void eachSubscriptionIsACall() {
		run((client, breakers) -> {
			Mono<String> call = get(client);
			assertThat(breaker(breakers).calls()).isEqualTo(new CallCounts(0, 0, 0, 0, 0));
			this.server.answer(Answer.ERROR);
			assertThat(catchThrowable(() -> call.retry(10).block())).isInstanceOf(CallNotPermittedException.class);
			assertThat(this.server.requests()).isEqualTo(5);
			assertThat(breaker(breakers).calls().failed()).isEqualTo(5);
		}, "resilience.services.auth.open-for=30s");
	}

	private void cancelWhenSent(WebClient client) {
		int before = this.server.requests();
		Disposable call = get(client).subscribe();
		await().until(() -> this.server.requests() > before);
		call.dispose();
	}

	private void run(BiConsumer<WebClient, BreakersEndpoint> test, String... properties) {
		this.contextRunner.withPropertyValues(properties)
			.run((context) -> test.accept(context.getBean(WebClient.Builder.class).build(),
					context.getBean(BreakersEndpoint.class)));
	}

	private Mono<String> get(WebClient client) {
		return client.get().uri(this.server.url() + "/users").retrieve().bodyToMono(String.class);
	}

	private BreakerDescriptor breaker(BreakersEndpoint breakers) {
		return Objects.requireNonNull(breakers.breaker("auth"));
	}

}
