package io.resiliencestarter.http;

import java.util.Objects;
import java.util.function.BiConsumer;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.resiliencestarter.breaker.BreakerAutoConfiguration;
import io.resiliencestarter.breaker.Breakers;
import io.resiliencestarter.http.FaultyServer.Answer;
import io.resiliencestarter.support.ResilienceAutoConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.service.HttpServiceClientPropertiesAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.restclient.autoconfigure.service.HttpServiceClientAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.boot.webclient.autoconfigure.service.ReactiveHttpServiceClientAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.registry.HttpServiceGroup.ClientType;
import org.springframework.web.service.registry.HttpServiceProxyRegistry;
import org.springframework.web.service.registry.ImportHttpServices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * HTTP service groups that are named like a service.
 */
@ParameterizedClass
@ValueSource(classes = { ServiceGroupsIT.Blocking.class, ServiceGroupsIT.Reactive.class })
class ServiceGroupsIT {

	private final FaultyServer server = new FaultyServer();

	private final ApplicationContextRunner contextRunner;

	ServiceGroupsIT(Class<?> application) {
		this.contextRunner = new ApplicationContextRunner().withUserConfiguration(application)
			.withConfiguration(AutoConfigurations.of(BreakerAutoConfiguration.class,
					ServiceGuardAutoConfiguration.class, ReactiveServiceGuardAutoConfiguration.class,
					ServiceClientsAutoConfiguration.class, ResilienceAutoConfiguration.class,
					HttpClientAutoConfiguration.class, ImperativeHttpClientAutoConfiguration.class,
					RestClientAutoConfiguration.class, HttpServiceClientPropertiesAutoConfiguration.class,
					HttpServiceClientAutoConfiguration.class, ReactiveHttpClientAutoConfiguration.class,
					WebClientAutoConfiguration.class, ReactiveHttpServiceClientAutoConfiguration.class))
			.withPropertyValues("spring.http.clients.imperative.factory=jdk",
					"spring.http.clients.reactive.connector=jdk", "resilience.services.billing.open-for=1m");
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void callsBelongToTheServiceOfTheSameNameWhereverTheyGo() {
		run((client, context) -> {
			client.invoices();
			this.server.answer(Answer.ERROR);
			for (int call = 0; call < 5; call++) {
				assertThat(catchThrowable(client::invoices)).isNotNull();
			}
			assertThatExceptionOfType(CallNotPermittedException.class).isThrownBy(client::invoices);
			assertThat(state(context, "billing")).isEqualTo("open");
			assertThat(state(context, "gateway")).isEqualTo("closed");
		}, "resilience.services.billing.base-url=http://billing", group(), gateway());
	}

	@Test
	void attributeOfACallWinsOverTheGroup() {
		run((client, context) -> {
			this.server.answer(Answer.ERROR);
			for (int call = 0; call < 5; call++) {
				assertThat(catchThrowable(() -> client.invoices("gateway"))).isNotNull();
			}
			assertThat(state(context, "gateway")).isEqualTo("open");
			assertThat(state(context, "billing")).isEqualTo("closed");
		}, group(), gateway());
	}

	@Test
	void serviceTakesTheUrlOfTheGroup() {
		run((client, context) -> assertThat(client.invoices()).isNotEmpty(), group());
	}

	@Test
	void groupTakesTheUrlOfTheService() {
		run((client, context) -> assertThat(client.invoices()).isNotEmpty(), service());
	}

	@Test
	void groupTakesTheUrlOfTheServiceWhileTheStarterIsSwitchedOff() {
		run((client, context) -> assertThat(client.invoices()).isNotEmpty(), service(), "resilience.enabled=false");
	}

	private String group() {
		return "spring.http.serviceclient.billing.base-url=" + this.server.url();
	}

	private String service() {
		return "resilience.services.billing.base-url=" + this.server.url();
	}

	private String gateway() {
		return "resilience.services.gateway.base-url=" + this.server.url();
	}

	private void run(BiConsumer<BillingClient, ApplicationContext> test, String... properties) {
		this.contextRunner.withPropertyValues(properties)
			.run((context) -> test.accept(
					context.getBean(HttpServiceProxyRegistry.class).getClient("billing", BillingClient.class),
					context));
	}

	private static String state(ApplicationContext context, String service) {
		return Objects.requireNonNull(context.getBean(Breakers.class).find(service)).state();
	}

	/**
	 * A client that Spring implements.
	 */
	interface BillingClient {

		@GetExchange("/invoices")
		String invoices();

		@GetExchange("/invoices")
		String invoices(@RequestAttribute(ServiceAttribute.NAME) String service);

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "billing", types = BillingClient.class)
	static class Blocking {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportHttpServices(group = "billing", types = BillingClient.class, clientType = ClientType.WEB_CLIENT)
	static class Reactive {

	}

}
