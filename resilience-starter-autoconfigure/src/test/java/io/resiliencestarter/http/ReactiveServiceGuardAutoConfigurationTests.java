package io.resiliencestarter.http;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.resiliencestarter.breaker.BreakerAutoConfiguration;
import io.resiliencestarter.support.ResilienceAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.JdkClientHttpConnectorBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReactiveServiceGuardAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReactiveServiceGuardAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(BreakerAutoConfiguration.class, ResilienceAutoConfiguration.class,
				ServiceGuardAutoConfiguration.class, ReactiveServiceGuardAutoConfiguration.class,
				HttpClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class))
		.withPropertyValues("spring.http.clients.reactive.connector=jdk",
				"resilience.services.auth.base-url=http://auth", "resilience.services.git.base-url=http://git",
				"resilience.services.ai.base-url=http://ai", "resilience.services.ai.read-timeout=60s");

	private final List<ClientHttpConnector> closed = new ArrayList<>();

	@Test
	void guardsDeclaredServices(CapturedOutput output) {
		this.contextRunner.run((context) -> assertThat(context.getBean(ClientHttpConnectorBuilder.class))
			.isInstanceOf(GuardedConnectorBuilder.class));
		assertThat(output).doesNotContain("not guarded");
	}

	@Test
	void leavesBuilderAloneWithoutServices() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(BreakerAutoConfiguration.class, ResilienceAutoConfiguration.class,
					ServiceGuardAutoConfiguration.class, ReactiveServiceGuardAutoConfiguration.class,
					HttpClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class))
			.withPropertyValues("spring.http.clients.reactive.connector=jdk")
			.run((context) -> assertThat(context.getBean(ClientHttpConnectorBuilder.class))
				.isInstanceOf(JdkClientHttpConnectorBuilder.class));
	}

	@Test
	void tellsThatCallsThroughAnOwnBuilderAreNotGuarded(CapturedOutput output) {
		this.contextRunner.withBean(JdkClientHttpConnectorBuilder.class, ClientHttpConnectorBuilder::jdk)
			.run((context) -> assertThat(output).containsOnlyOnce("ClientHttpConnectorBuilder bean are not guarded"));
	}

	@Test
	@SuppressWarnings("unchecked")
	void closesEachConnectorThatItBuilt() {
		this.contextRunner.run((context) -> {
			GuardedConnector connector = new GuardedConnector((settings) -> new CloseableConnector(),
					HttpClientSettings.defaults(), context.getBean(ServiceMatcher.class));
			for (String url : List.of("http://auth/users", "http://git/repos", "http://ai/chat")) {
				connector.connect(HttpMethod.GET, URI.create(url), (request) -> Mono.empty()).block();
			}
			connector.destroy();
			assertThat(this.closed).hasSize(2).doesNotHaveDuplicates();
		});
	}

	/**
	 * Answers nothing.
	 */
	private final class CloseableConnector implements ClientHttpConnector, AutoCloseable {

		@Override
		public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
				Function<? super ClientHttpRequest, Mono<Void>> requestCallback) {
			return Mono.empty();
		}

		@Override
		public void close() {
			ReactiveServiceGuardAutoConfigurationTests.this.closed.add(this);
		}

	}

}
