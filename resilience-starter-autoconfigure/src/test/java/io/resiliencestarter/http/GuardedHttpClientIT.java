package io.resiliencestarter.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.resiliencestarter.breaker.BreakerAutoConfiguration;
import io.resiliencestarter.breaker.BreakerEndpointAutoConfiguration;
import io.resiliencestarter.breaker.BreakersEndpoint;
import io.resiliencestarter.breaker.BreakersEndpoint.BreakerDescriptor;
import io.resiliencestarter.breaker.CallCounts;
import io.resiliencestarter.http.FaultyServer.Answer;
import io.resiliencestarter.support.ResilienceAutoConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Calls of the JDK's client that are cancelled, interrupted or never read.
 */
class GuardedHttpClientIT {

	private final FaultyServer server = new FaultyServer();

	private final HttpClient original = HttpClient.newHttpClient();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(BreakerAutoConfiguration.class, BreakerEndpointAutoConfiguration.class,
				ServiceGuardAutoConfiguration.class, ServiceClientsAutoConfiguration.class,
				ResilienceAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=breakers",
				"resilience.services.auth.base-url=" + this.server.url(), "resilience.services.auth.open-for=300ms",
				"resilience.services.auth.read-timeout=20s", "resilience.services.auth.cancel-after=1m");

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void callerWhoLosesPatienceWithASilentServerCounts() {
		run((client, breakers) -> {
			this.server.answer(Answer.SILENT);
			for (int call = 0; call < 5; call++) {
				CompletableFuture<String> body = get(client);
				assertThatExceptionOfType(TimeoutException.class)
					.isThrownBy(() -> body.get(150, TimeUnit.MILLISECONDS));
				body.cancel(true);
			}
			assertThat(breaker(breakers).calls()).isEqualTo(new CallCounts(0, 5, 0, 0, 0));
			assertThat(breaker(breakers).lastFailure()).hasFieldOrPropertyWithValue("error",
					"TimeoutException: Cancelled without an answer");
			assertThat(get(client)).failsWithin(Duration.ZERO)
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(CallNotPermittedException.class);
		}, "resilience.services.auth.cancel-after=100ms", "resilience.services.auth.open-for=30s");
	}

	@Test
	void callerWhoLosesPatienceInTheMiddleOfTheBodyCounts() {
		run((client, breakers) -> {
			this.server.answer(Answer.STALLED);
			CompletableFuture<String> body = get(client);
			assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> body.get(1, TimeUnit.SECONDS));
			body.cancel(true);
			assertThat(breaker(breakers).calls()).isEqualTo(new CallCounts(0, 1, 0, 0, 0));
		}, "resilience.services.auth.cancel-after=100ms");
	}

	@Test
	void cancelledTrialCallsGiveTheirPermitsBack() {
		run((client, breakers) -> {
			this.server.answer(Answer.ERROR);
			for (int call = 0; call < 5; call++) {
				get(client).join();
			}
			this.server.answer(Answer.SILENT);
			await().until(() -> Objects.equals(breaker(breakers).retryInMs(), 0L));
			for (int call = 0; call < 10; call++) {
				int before = this.server.requests();
				CompletableFuture<String> body = get(client);
				await().until(() -> this.server.requests() > before);
				assertThat(body.cancel(true)).isTrue();
			}
			assertThat(breaker(breakers).calls()).isEqualTo(new CallCounts(0, 5, 10, 0, 0));
			this.server.answer(Answer.OK);
			get(client).join();
			get(client).join();
			assertThat(breaker(breakers).state()).isEqualTo("closed");
		});
	}

	@Test
	void serviceIsNotBlamedForAnInterruptInTheMiddleOfTheBody() {
		run((client, breakers) -> {
			this.server.answer(Answer.STALLED);
			Thread caller = Thread.currentThread();
			CompletableFuture<Void> interrupt = CompletableFuture.runAsync(() -> {
				await().until(() -> this.server.requests() > 0 && isWaiting(caller));
				caller.interrupt();
			});
			assertThatExceptionOfType(InterruptedException.class)
				.isThrownBy(() -> client.send(request().build(), BodyHandlers.ofString()));
			interrupt.join();
			assertThat(breaker(breakers).calls()).isEqualTo(new CallCounts(0, 0, 1, 0, 0));
		});
	}

	@Test
	void streamThatIsWaitedForInVainEnds() {
		run((client, breakers) -> {
			this.server.answer(Answer.STALLED);
			try (InputStream body = client.send(request().build(), BodyHandlers.ofInputStream()).body()) {
				assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class)
					.rootCause()
					.hasMessage("Nothing came for 200 ms in the middle of the body");
			}
			assertThat(breaker(breakers).calls()).isEqualTo(new CallCounts(0, 1, 0, 0, 0));
		}, "resilience.services.auth.read-timeout=200ms");
	}

	@Test
	void timeoutOfTheRequestWins() {
		run((client, breakers) -> {
			this.server.answer(Answer.SILENT);
			assertThatExceptionOfType(HttpTimeoutException.class).isThrownBy(
					() -> client.send(request().timeout(Duration.ofMillis(200)).build(), BodyHandlers.ofString()));
			assertThat(breaker(breakers).calls()).isEqualTo(new CallCounts(0, 1, 0, 0, 0));
		});
	}

	@Test
	void serviceIsNotBlamedForTheHandlerOfTheCaller() {
		run((client, breakers) -> {
			assertThatThrownBy(() -> client.send(request().build(), (response) -> {
				throw new IllegalStateException("own mistake");
			})).hasStackTraceContaining("own mistake");
			assertThatThrownBy(() -> client.send(request().build(),
					(response) -> BodySubscribers.mapping(BodySubscribers.discarding(), (body) -> {
						throw new IllegalStateException("own mistake");
					})))
				.hasStackTraceContaining("own mistake");
			assertThat(breaker(breakers).calls()).isEqualTo(new CallCounts(1, 0, 1, 0, 0));
		});
	}

	@Test
	void everythingElseIsThatOfTheOriginal() {
		run((client, breakers) -> {
			assertThat(client.followRedirects()).isEqualTo(this.original.followRedirects());
			assertThat(client.version()).isEqualTo(this.original.version());
			assertThat(client.sslContext()).isSameAs(this.original.sslContext());
			assertThat(client.connectTimeout()).isEqualTo(this.original.connectTimeout());
			assertThat(client.newWebSocketBuilder()).isNotNull();
		});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void originalIsClosedToo() {
		run((client, breakers) -> {
			((AutoCloseable) client).close();
			assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> this.original.send(request().build(), BodyHandlers.discarding()));
		});
	}

	private static boolean isWaiting(Thread thread) {
		return thread.getState() == Thread.State.WAITING;
	}

	private HttpRequest.Builder request() {
		return HttpRequest.newBuilder(URI.create(this.server.url() + "/users"));
	}

	private CompletableFuture<String> get(HttpClient client) {
		return client.sendAsync(request().build(), BodyHandlers.ofString(), null).thenApply(HttpResponse::body);
	}

	private BreakerDescriptor breaker(BreakersEndpoint breakers) {
		return Objects.requireNonNull(breakers.breaker("auth"));
	}

	private void run(Scenario scenario, String... properties) {
		this.contextRunner.withPropertyValues(properties)
			.run((context) -> scenario.play(context.getBean(ServiceGuards.class).guard(this.original),
					context.getBean(BreakersEndpoint.class)));
	}

	/**
	 * What a test does with a guarded client.
	 */
	@FunctionalInterface
	private interface Scenario {

		void play(HttpClient client, BreakersEndpoint breakers) throws Exception;

	}

}
