package io.resiliencestarter.coexistence;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.resiliencestarter.breaker.BreakerAutoConfiguration;
import io.resiliencestarter.breaker.BreakerMetricsAutoConfiguration;
import io.resiliencestarter.http.FaultyServer;
import io.resiliencestarter.http.FaultyServer.Answer;
import io.resiliencestarter.http.ServiceGuardAutoConfiguration;
import io.resiliencestarter.support.ResilienceAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Calls to a service that fails, in an application without meters.
 */
class WithoutMicrometerIT {

	@Test
	void breakerOpens() {
		try (FaultyServer server = new FaultyServer()) {
			server.answer(Answer.ERROR);
			new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(BreakerAutoConfiguration.class,
						BreakerMetricsAutoConfiguration.class, ServiceGuardAutoConfiguration.class,
						ResilienceAutoConfiguration.class, HttpClientAutoConfiguration.class,
						ImperativeHttpClientAutoConfiguration.class, RestClientAutoConfiguration.class))
				.withClassLoader(new FilteredClassLoader("io.micrometer.core", "io.github.resilience4j.micrometer"))
				.withPropertyValues("resilience.services.auth.base-url=" + server.url(),
						"resilience.services.auth.failure-threshold=1",
						"spring.reactor.netty.shutdown-quiet-period=10ms")
				.run((context) -> {
					RestClient client = context.getBean(RestClient.Builder.class).baseUrl(server.url()).build();
					assertThatExceptionOfType(HttpServerErrorException.class)
						.isThrownBy(() -> client.get().retrieve().body(String.class));
					assertThatExceptionOfType(CallNotPermittedException.class)
						.isThrownBy(() -> client.get().retrieve().body(String.class));
				});
		}
	}

}
