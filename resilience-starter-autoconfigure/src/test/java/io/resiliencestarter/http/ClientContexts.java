package io.resiliencestarter.http;

import io.resiliencestarter.breaker.BreakerAutoConfiguration;
import io.resiliencestarter.breaker.BreakerEndpointAutoConfiguration;
import io.resiliencestarter.support.ResilienceAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.AbstractApplicationContextRunner;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;

/**
 * Contexts of applications that have HTTP clients of each kind.
 */
final class ClientContexts {

	/**
	 * The default takes two seconds for each context. Zero can end an event loop before
	 * it has told so, and then closing the context waits for ever.
	 */
	private static final String SHUTDOWN = "spring.reactor.netty.shutdown-quiet-period=10ms";

	private ClientContexts() {
	}

	static ApplicationContextRunner runner() {
		return configure(new ApplicationContextRunner());
	}

	static <R extends AbstractApplicationContextRunner<R, ?, ?>> R configure(R runner) {
		return runner
			.withConfiguration(
					AutoConfigurations.of(BreakerAutoConfiguration.class, BreakerEndpointAutoConfiguration.class,
							ServiceGuardAutoConfiguration.class, ReactiveServiceGuardAutoConfiguration.class,
							ServiceClientsAutoConfiguration.class, ResilienceAutoConfiguration.class,
							HttpClientAutoConfiguration.class, ImperativeHttpClientAutoConfiguration.class,
							RestClientAutoConfiguration.class, RestTemplateAutoConfiguration.class,
							ReactiveHttpClientAutoConfiguration.class, WebClientAutoConfiguration.class))
			.withPropertyValues(SHUTDOWN, "management.endpoints.web.exposure.include=breakers");
	}

}
