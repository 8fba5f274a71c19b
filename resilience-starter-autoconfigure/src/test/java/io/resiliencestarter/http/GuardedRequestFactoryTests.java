package io.resiliencestarter.http;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.resiliencestarter.breaker.BreakerAutoConfiguration;
import io.resiliencestarter.support.ResilienceAutoConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.http.HttpMethod;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.BufferingClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which clients {@link GuardedRequestFactory} builds, and with which timeouts.
 */
class GuardedRequestFactoryTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(BreakerAutoConfiguration.class, ResilienceAutoConfiguration.class,
				ServiceGuardAutoConfiguration.class))
		.withPropertyValues("resilience.services.auth.base-url=http://auth",
				"resilience.services.git.base-url=http://git", "resilience.services.ai.base-url=http://ai",
				"resilience.services.ai.read-timeout=60s");

	private final List<HttpClientSettings> built = new ArrayList<>();

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
	@SuppressWarnings("unchecked")
	void requestsStreamWhereTheOriginalsDo() {
		this.contextRunner.run((context) -> {
			ServiceMatcher<ServiceGuard> guards = context.getBean(ServiceMatcher.class);
			ClientHttpRequestFactory original = new SimpleClientHttpRequestFactory();
			assertThat(request(guards, original)).isInstanceOf(StreamingHttpOutputMessage.class);
			assertThat(request(guards, new BufferingClientHttpRequestFactory(original)))
				.isExactlyInstanceOf(GuardedRequest.class);
		});
	}

	private ClientHttpRequest request(ServiceMatcher<ServiceGuard> guards, ClientHttpRequestFactory original)
			throws IOException {
		return new GuardedRequestFactory((settings) -> original, HttpClientSettings.defaults(), guards)
			.createRequest(URI.create("http://auth/users"), HttpMethod.POST);
	}

	@SuppressWarnings("unchecked")
	private void request(HttpClientSettings settings, String... urls) {
		this.contextRunner.run((context) -> {
			GuardedRequestFactory factory = new GuardedRequestFactory(this::build, settings,
					context.getBean(ServiceMatcher.class));
			for (String url : urls) {
				factory.createRequest(URI.create(url), HttpMethod.GET);
			}
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

	private final class DisposableFactory extends SimpleClientHttpRequestFactory implements DisposableBean {

		@Override
		public void destroy() {
			GuardedRequestFactoryTests.this.destroyed.add(this);
		}

	}

}
