package io.resiliencestarter.http;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.resiliencestarter.breaker.BreakerAutoConfiguration;
import io.resiliencestarter.breaker.Breakers;
import io.resiliencestarter.support.InvalidSettingException;
import io.resiliencestarter.support.ResilienceAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.JdkClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration;
import org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.http.client.ClientHttpRequestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ServiceGuardAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ServiceGuardAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(BreakerAutoConfiguration.class,
			ServiceGuardAutoConfiguration.class, ResilienceAutoConfiguration.class, HttpClientAutoConfiguration.class,
			ImperativeHttpClientAutoConfiguration.class);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS)
		.withPropertyValues("spring.http.clients.imperative.factory=jdk",
				"resilience.services.auth.base-url=http://auth:8085",
				"resilience.services.git.base-url=http://shared/git");

	@Test
	void guardsDeclaredServices() {
		this.contextRunner.run((context) -> {
			assertThat(builder(context)).isInstanceOf(GuardedRequestFactoryBuilder.class);
			assertThat(context.getBean(Breakers.class).all()).extracting("name").containsExactly("auth", "git");
		});
	}

	@Test
	void addsBreakersAtTheStartOfALazyApplication() {
		this.contextRunner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(context.getBean(Breakers.class).all()).extracting("name")
				.containsExactly("auth", "git"));
	}

	@Test
	void environmentVariableOverridesAServiceAndAddsNone() {
		this.contextRunner.withPropertyValues("resilience.services.ai-service.base-url=http://ai:8086")
			.withInitializer(
					(context) -> context.getEnvironment()
						.getPropertySources()
						.addFirst(new SystemEnvironmentPropertySource(
								StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
								Map.of("RESILIENCE_SERVICES_AISERVICE_BASEURL", "http://elsewhere:1"))))
			.run((context) -> {
				assertThat(context.getBean(Breakers.class).all()).extracting("name")
					.containsExactly("ai-service", "auth", "git");
				assertThat(context.getBean(ServicesProperties.class).getServices().get("ai-service"))
					.extracting(ServiceProperties::getBaseUrl)
					.isEqualTo("http://elsewhere:1");
			});
	}

	@Test
	void leavesBuilderAloneWithoutServices() {
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues("spring.http.clients.imperative.factory=jdk")
			.run((context) -> assertThat(builder(context)).isInstanceOf(JdkClientHttpRequestFactoryBuilder.class));
	}

	@Test
	void customizersOfTheUserSeeTheOriginalBuilder() {
		List<ClientHttpRequestFactoryBuilder<?>> seen = new ArrayList<>();
		ClientHttpRequestFactoryBuilderCustomizer<JdkClientHttpRequestFactoryBuilder> customizer = (builder) -> {
			seen.add(builder);
			return builder;
		};
		this.contextRunner.withBean(ClientHttpRequestFactoryBuilderCustomizer.class, () -> customizer)
			.run((context) -> {
				assertThat(builder(context)).isInstanceOf(GuardedRequestFactoryBuilder.class);
				assertThat(seen).singleElement().isInstanceOf(JdkClientHttpRequestFactoryBuilder.class);
			});
	}

	@Test
	void builderOfTheApplicationIsWarnedOf(CapturedOutput output) {
		this.contextRunner.withBean(JdkClientHttpRequestFactoryBuilder.class)
			.run((context) -> assertThat(output)
				.containsOnlyOnce("ClientHttpRequestFactoryBuilder bean are not guarded"));
	}

	@Test
	void servicesOfTheSameUrlAreWarnedOf(CapturedOutput output) {
		this.contextRunner.withPropertyValues("resilience.services.hub.base-url=HTTP://Shared:80/git/")
			.run((context) -> assertThat(output).containsOnlyOnce(
					"Services 'git' and 'hub' have the same base-url: calls go through the breaker of 'git'"));
	}

	@Test
	void serviceCanBeSwitchedOff() {
		this.contextRunner.withPropertyValues("resilience.services.git.enabled=false")
			.run((context) -> assertThat(context.getBean(Breakers.class).all()).extracting("name")
				.containsExactly("auth"));
	}

	@Test
	void backsOffWhenBreakersAreSwitchedOff() {
		this.contextRunner.withPropertyValues("resilience.breaker.enabled=false").run(this::assertUntouched);
	}

	@Test
	void backsOffWhenStarterIsSwitchedOff() {
		this.contextRunner.withPropertyValues("resilience.enabled=false").run(this::assertUntouched);
	}

	@Test
	void backsOffWithoutResilience4j() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("io.github.resilience4j"))
			.run(this::assertUntouched);
	}

	@Test
	void backsOffWithoutSpringWeb() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(BreakerAutoConfiguration.class, ResilienceAutoConfiguration.class,
					ServiceGuardAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(ClientHttpRequestFactory.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ServiceMatcher.class));
	}

	@Test
	void startsInReactiveApplication() {
		new ReactiveWebApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues("resilience.services.auth.base-url=http://auth:8085")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@CsvSource({ "base-url, ''", "base-url, auth:8085", "base-url, ftp://auth", "base-url, http://",
			"base-url, http://a b", "connect-timeout, 0s", "read-timeout, -1s", "failure-threshold, 0",
			"failure-statuses, 9xx", "ignored-statuses, none", "failure-exceptions, com.example.Missing",
			"ignored-exceptions, java.lang.String" })
	void invalidSettingStopsTheStart(String key, String value) {
		this.contextRunner.withPropertyValues("resilience.services.auth." + key + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidSettingException.class)
				.hasMessageStartingWith("'resilience.services.auth." + key + "' is "));
	}

	@Test
	void invalidBaseUrlIsToldWithoutPassword() {
		this.contextRunner.withPropertyValues("resilience.services.auth.base-url=ftp://me:secret@auth")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("ftp://auth,"));
	}

	@Test
	void serviceWithoutUrlTakesThatOfTheGroupOfItsName() {
		this.contextRunner
			.withPropertyValues("resilience.services.bill-ing.open-for=3s",
					"spring.http.serviceclient.bill-ing.baseUrl=http://billing")
			.run((context) -> assertThat(context.getBean(ServiceMatcher.class).match(URI.create("http://billing/x")))
				.isNotNull());
	}

	@Test
	void invalidUrlOfTheGroupIsToldWithItsKey() {
		this.contextRunner
			.withPropertyValues("resilience.services.billing.open-for=3s",
					"spring.http.serviceclient.billing.base-url=lb://billing")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidSettingException.class)
				.hasMessageStartingWith("'spring.http.serviceclient.billing.base-url' is "));
	}

	@Test
	void guardsWithoutServicesIfUndeclaredHostsAreToBeGuarded() {
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues("resilience.breaker.undeclared-hosts=true")
			.run((context) -> assertThat(builder(context)).isInstanceOf(GuardedRequestFactoryBuilder.class));
	}

	@Test
	void invalidSettingOfUndeclaredHostsStopsTheStart() {
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues("resilience.breaker.undeclared-hosts=true", "resilience.breaker.failure-threshold=0")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidSettingException.class)
				.hasMessageStartingWith("'resilience.breaker.failure-threshold' is "));
	}

	private ClientHttpRequestFactoryBuilder<?> builder(AssertableApplicationContext context) {
		return Objects.requireNonNull(context.getBean(ClientHttpRequestFactoryBuilder.class));
	}

	private void assertUntouched(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed().doesNotHaveBean(ServiceMatcher.class);
		assertThat(builder(context)).isInstanceOf(JdkClientHttpRequestFactoryBuilder.class);
	}

}
