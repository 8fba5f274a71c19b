package io.resiliencestarter.http;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.resiliencestarter.breaker.BreakerAutoConfiguration;
import io.resiliencestarter.breaker.BreakerEndpointAutoConfiguration;
import io.resiliencestarter.breaker.BreakersEndpoint;
import io.resiliencestarter.breaker.BreakersEndpoint.BreakerDescriptor;
import io.resiliencestarter.breaker.CallCounts;
import io.resiliencestarter.http.FaultyServer.Answer;
import io.resiliencestarter.support.ResilienceAutoConfiguration;
import org.apache.hc.client5.http.HttpRequestRetryStrategy;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultHttpRequestRetryStrategy;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Calls of Apache HttpClient, and what else happens to them there: retries, leases,
 * timeouts, cancels.
 */
class GuardedExecutionIT {

	private final FaultyServer server = new FaultyServer();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(BreakerAutoConfiguration.class, BreakerEndpointAutoConfiguration.class,
				ServiceGuardAutoConfiguration.class, ServiceClientsAutoConfiguration.class,
				ResilienceAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=breakers",
				"resilience.services.auth.base-url=" + this.server.url(), "resilience.services.auth.read-timeout=20s",
				"resilience.services.auth.cancel-after=1m");

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void eachRetryIsACallAndARejectionEndsThem() {
		HttpRequestRetryStrategy retries = new DefaultHttpRequestRetryStrategy(10, TimeValue.ZERO_MILLISECONDS) {

			@Override
			public boolean retryRequest(HttpResponse response, int count, HttpContext context) {
				return response.getCode() == 500;
			}

		};
		run(HttpClients.custom().setRetryStrategy(retries), (client, breakers) -> {
			this.server.answer(Answer.ERROR);
			assertThatExceptionOfType(CallNotPermittedException.class).isThrownBy(() -> get(client));
			assertThat(breaker(breakers).calls()).isEqualTo(new CallCounts(0, 5, 0, 0, 1));
			assertThat(this.server.requests()).isEqualTo(5);
		});
	}

	@Test
	void rejectedCallWaitsForNoConnection() {
		PoolingHttpClientConnectionManager connections = PoolingHttpClientConnectionManagerBuilder.create()
			.setMaxConnPerRoute(1)
			.build();
		run(HttpClients.custom().setConnectionManager(connections), (client, breakers) -> {
			this.server.answer(Answer.ERROR);
			for (int call = 0; call < 5; call++) {
				get(client);
			}
			assertThat(connections.getTotalStats().getAvailable()).isOne();
			connections.close();
			assertThatExceptionOfType(CallNotPermittedException.class).isThrownBy(() -> get(client));
		});
	}

	@Test
	void callThatIsCancelledSoonSaysNothing() {
		run(HttpClients.custom(), (client, breakers) -> {
			this.server.answer(Answer.SILENT);
			HttpGet request = new HttpGet(this.server.url());
			CompletableFuture<Void> cancel = CompletableFuture.runAsync(() -> {
				await().until(() -> this.server.requests() > 0);
				request.cancel();
			});
			assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> client.execute(request, ClassicHttpResponse::getCode));
			cancel.join();
			assertThat(breaker(breakers).calls()).isEqualTo(new CallCounts(0, 0, 1, 0, 0));
		});
	}

	@Test
	void timeoutOfTheCallWinsAndItsContextStaysAsItIs() {
		RequestConfig config = RequestConfig.custom().setResponseTimeout(Timeout.ofMilliseconds(200)).build();
		run(HttpClients.custom().disableAutomaticRetries(), (client, breakers) -> {
			HttpClientContext context = HttpClientContext.create();
			client.execute(new HttpGet(this.server.url()), context, ClassicHttpResponse::getCode);
			assertThat(context.getRequestConfig().getResponseTimeout()).isNull();
			context.setRequestConfig(config);
			this.server.answer(Answer.SILENT);
			assertThatExceptionOfType(IOException.class).isThrownBy(
					() -> client.execute(new HttpGet(this.server.url()), context, ClassicHttpResponse::getCode));
			assertThat(context.getRequestConfig()).isSameAs(config);
			assertThat(breaker(breakers).calls()).isEqualTo(new CallCounts(1, 1, 0, 0, 0));
		});
	}

	@Test
	void queryMayBeSpelledWrong() {
		run(HttpClients.custom(), (client, breakers) -> {
			HttpGet request = new HttpGet(this.server.url());
			request.setPath("/users?name=a|b");
			client.execute(request, ClassicHttpResponse::getCode);
			assertThat(breaker(breakers).calls()).isEqualTo(new CallCounts(1, 0, 0, 0, 0));
		});
	}

	private String get(CloseableHttpClient client) throws IOException {
		return client.execute(new HttpGet(this.server.url() + "/users"),
				(response) -> EntityUtils.toString(response.getEntity()));
	}

	private BreakerDescriptor breaker(BreakersEndpoint breakers) {
		return Objects.requireNonNull(breakers.breaker("auth"));
	}

	private void run(HttpClientBuilder builder, Scenario scenario) {
		this.contextRunner.run((context) -> {
			try (CloseableHttpClient client = context.getBean(HttpComponentsServiceGuards.class)
				.guard(builder)
				.build()) {
				scenario.play(client, context.getBean(BreakersEndpoint.class));
			}
		});
	}

	/**
	 * What a test does with a guarded client.
	 */
	@FunctionalInterface
	private interface Scenario {

		void play(CloseableHttpClient client, BreakersEndpoint breakers) throws Exception;

	}

}
