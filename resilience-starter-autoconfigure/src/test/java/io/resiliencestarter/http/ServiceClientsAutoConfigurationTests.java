package io.resiliencestarter.http;

import java.net.http.HttpClient;

import feign.Capability;
import io.resiliencestarter.breaker.BreakerAutoConfiguration;
import io.resiliencestarter.breaker.Breakers;
import io.resiliencestarter.support.ResilienceAutoConfiguration;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.http.client.ClientHttpRequestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServiceClientsAutoConfiguration}: which guards there are.
 */
class ServiceClientsAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(BreakerAutoConfiguration.class, ServiceGuardAutoConfiguration.class,
				ServiceClientsAutoConfiguration.class, ResilienceAutoConfiguration.class))
		.withPropertyValues("resilience.services.auth.base-url=http://auth");

	@Test
	void thereAreGuardsForEachLibrary() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(ServiceGuards.class)
			.hasSingleBean(ReactiveServiceGuards.class)
			.hasSingleBean(HttpComponentsServiceGuards.class)
			.hasSingleBean(FeignServiceGuards.class)
			.hasSingleBean(Capability.class));
	}

	@Test
	void thereIsNoneForHttpComponentsWithoutIt() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(HttpClientBuilder.class))
			.run((context) -> assertThat(context).doesNotHaveBean(HttpComponentsServiceGuards.class)
				.hasSingleBean(ServiceGuards.class));
	}

	@Test
	void thereIsNoneForFeignWithoutIt() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("feign"))
			.run((context) -> assertThat(context).doesNotHaveBean(FeignServiceGuards.class)
				.hasSingleBean(ServiceGuards.class));
	}

	@Test
	void thereAreGuardsWithoutTheClientsOfSpringBoot() {
		this.contextRunner
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.http.client",
					"org.springframework.boot.restclient", "org.springframework.boot.webclient"))
			.run((context) -> {
				assertThat(context).hasSingleBean(ServiceGuards.class)
					.hasSingleBean(FeignServiceGuards.class)
					.hasSingleBean(HttpComponentsServiceGuards.class);
				assertThat(context.getBean(Breakers.class).find("auth")).isNotNull();
			});
	}

	@Test
	void thereAreNoneThatCouldNotGuard() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(ClientHttpRequestFactory.class))
			.run((context) -> assertThat(context).doesNotHaveBean(ServiceGuards.class)
				.doesNotHaveBean(FeignServiceGuards.class)
				.doesNotHaveBean(HttpComponentsServiceGuards.class));
	}

	@Test
	void guardsLetEverythingThroughWhenSwitchedOff() {
		this.contextRunner.withPropertyValues("resilience.enabled=false").run((context) -> {
			HttpClient client = HttpClient.newHttpClient();
			assertThat(context.getBean(ServiceGuards.class).guard(client)).isSameAs(client);
			HttpClientBuilder builder = HttpClientBuilder.create();
			assertThat(context.getBean(HttpComponentsServiceGuards.class).guard(builder)).isSameAs(builder);
		});
	}

}
