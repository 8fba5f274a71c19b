package io.resiliencestarter.http;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.resiliencestarter.breaker.Breaker;
import io.resiliencestarter.breaker.BreakerAutoConfiguration;
import io.resiliencestarter.breaker.Breakers;
import io.resiliencestarter.support.ResilienceAutoConfiguration;
import org.assertj.core.api.ThrowingConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.mock.http.client.MockClientHttpRequest;
import org.springframework.mock.http.client.MockClientHttpResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Which clients {@link GuardedRequestFactory} builds, and with which timeouts.
 */
class GuardedRequestFactoryTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(BreakerAutoConfiguration.class, ResilienceAutoConfiguration.class,
				ServiceGuardAutoConfiguration.class))
		.withPropertyValues("resilience.services.auth.base-url=http://auth",
				"resilience.services.git.base-url=http://git", "resilience.services.ai.base-url=http://ai",
				"resilience.services.ai.read-timeout=60s", "resilience.services.trial.base-url=http://trial",
				"resilience.services.trial.success-threshold=1");

	private final List<HttpClientSettings> built = new ArrayList<>();

	private final List<MockClientHttpRequest> requests = new ArrayList<>();

	private final List<ClientHttpRequestFactory> destroyed = new ArrayList<>();

	@Test
	void servicesHaveTimeoutsByDefault() {
		request(HttpClientSettings.defaults(), "http://auth/users");
		assertThat(this.built).containsExactly(timeouts(Duration.ofSeconds(2), Duration.ofSeconds(5)));
	}

	@Test
	void timeoutsOfTheClientWinOverDefaultsOfTheService() {
		request(timeouts(null, Duration.ofSeconds(9)), "http://auth/users");
		assertThat(this.built).containsExactly(timeouts(Duration.ofSeconds(2), Duration.ofSeconds(9)));
	}

	@Test
	void timeoutsSetOnTheServiceWinOverThoseOfTheClient() {
		request(timeouts(Duration.ofSeconds(1), Duration.ofSeconds(9)), "http://ai/chat");
		assertThat(this.built).containsExactly(timeouts(Duration.ofSeconds(1), Duration.ofSeconds(60)));
	}

	@Test
	void servicesWithTheSameTimeoutsShareAClient() {
		request(HttpClientSettings.defaults(), "http://auth/users", "http://git/repos", "http://auth/users",
				"http://ai/chat");
		assertThat(this.built).hasSize(2);
	}

	@Test
	void otherCallsKeepTheSettingsOfTheClient() {
		request(timeouts(null, Duration.ofSeconds(9)), "http://example.com/");
		assertThat(this.built).containsExactly(timeouts(null, Duration.ofSeconds(9)));
	}

	@Test
	void destroysEachClientThatItBuilt() {
		request(HttpClientSettings.defaults(), "http://auth/users", "http://git/repos", "http://ai/chat");
		assertThat(this.destroyed).hasSize(2);
	}

	@Test
	void serviceThatAnAttributeNamesHasItsTimeouts() {
		run(HttpClientSettings.defaults(), (factory) -> {
			ClientHttpRequest request = factory.createRequest(URI.create("http://auth/users"), HttpMethod.GET);
			request.getAttributes().put(ServiceAttribute.NAME, "ai");
			request.execute();
		});
		assertThat(this.built).containsExactly(timeouts(Duration.ofSeconds(2), Duration.ofSeconds(60)));
	}

	@Test
	void originalGetsHeadersAttributesAndBody() {
		run(HttpClientSettings.defaults(), (factory) -> {
			ClientHttpRequest request = factory.createRequest(URI.create("http://auth/users"), HttpMethod.PUT);
			request.getHeaders().add("X-Test", "one");
			request.getHeaders().add("X-Test", "two");
			request.getAttributes().put("key", "value");
			request.getBody().write("bo".getBytes(StandardCharsets.US_ASCII));
			request.getBody().write("dy".getBytes(StandardCharsets.US_ASCII));
			request.execute();
		});
		assertThat(this.requests).singleElement().satisfies((original) -> {
			assertThat(original.getMethod()).isEqualTo(HttpMethod.PUT);
			assertThat(original.getHeaders().get("X-Test")).containsExactly("one", "two");
			assertThat(original.getAttributes()).containsEntry("key", "value");
			assertThat(original.getBodyAsString()).isEqualTo("body");
		});
	}

	@Test
	void streamedBodyIsWrittenToAnOriginalThatDoesNotStream() {
		run(HttpClientSettings.defaults(), (factory) -> {
			ClientHttpRequest request = factory.createRequest(URI.create("http://auth/users"), HttpMethod.PUT);
			((StreamingHttpOutputMessage) request)
				.setBody((output) -> output.write("body".getBytes(StandardCharsets.US_ASCII)));
			request.execute();
		});
		assertThat(this.requests).singleElement().extracting(MockClientHttpRequest::getBodyAsString).isEqualTo("body");
	}

	@Test
	void rejectedCallBuildsNothing() {
		runWithBreakers(HttpClientSettings.defaults(), (factory, breakers) -> {
			open(breakers, "auth");
			assertThatExceptionOfType(CallNotPermittedException.class)
				.isThrownBy(() -> factory.createRequest(URI.create("http://auth/users"), HttpMethod.GET).execute());
		});
		assertThat(this.built).isEmpty();
	}

	@Test
	void trialThatCannotBeWrittenIsGivenBack() {
		runWithBreakers(HttpClientSettings.defaults(), (factory, breakers) -> {
			Breaker breaker = open(breakers, "trial");
			breaker.answersAgain();
			for (int i = 0; i < 10; i++) {
				ClientHttpRequest request = factory.createRequest(URI.create("http://trial/"), HttpMethod.PUT);
				((StreamingHttpOutputMessage) request).setBody((output) -> {
					throw new IOException("Unwritable");
				});
				assertThatIOException().isThrownBy(request::execute).withMessage("Unwritable");
			}
			assertThat(breaker.state()).isEqualTo("half-open");
			factory.createRequest(URI.create("http://trial/"), HttpMethod.GET).execute().close();
			assertThat(breaker.state()).isEqualTo("closed");
		});
	}

	private static Breaker open(Breakers breakers, String service) {
		Breaker breaker = Objects.requireNonNull(breakers.find(service));
		while (breaker.isClosed()) {
			breaker.acquire().failure(new IOException("Stub"));
		}
		return breaker;
	}

	private void request(HttpClientSettings settings, String... urls) {
		run(settings, (factory) -> {
			for (String url : urls) {
				factory.createRequest(URI.create(url), HttpMethod.GET).execute();
			}
		});
	}

	private void run(HttpClientSettings settings, ThrowingConsumer<GuardedRequestFactory> test) {
		runWithBreakers(settings, (factory, breakers) -> test.accept(factory));
	}

	@SuppressWarnings("unchecked")
	private void runWithBreakers(HttpClientSettings settings, Scenario test) {
		this.contextRunner.run((context) -> {
			GuardedRequestFactory factory = new GuardedRequestFactory(this::build, settings,
					context.getBean(ServiceMatcher.class));
			test.run(factory, context.getBean(Breakers.class));
			factory.destroy();
		});
	}

	private ClientHttpRequestFactory build(HttpClientSettings settings) {
		this.built.add(settings);
		return new DisposableFactory();
	}

	private HttpClientSettings timeouts(@Nullable Duration connect, @Nullable Duration read) {
		return HttpClientSettings.defaults().withTimeouts(connect, read);
	}

	private interface Scenario {

		void run(GuardedRequestFactory factory, Breakers breakers) throws IOException;

	}

	private final class DisposableFactory implements ClientHttpRequestFactory, DisposableBean {

		@Override
		public ClientHttpRequest createRequest(URI uri, HttpMethod method) {
			MockClientHttpRequest request = new MockClientHttpRequest(method, uri);
			request.setResponse(new MockClientHttpResponse(new byte[0], HttpStatus.OK));
			GuardedRequestFactoryTests.this.requests.add(request);
			return request;
		}

		@Override
		public void destroy() {
			GuardedRequestFactoryTests.this.destroyed.add(this);
		}

	}

}
