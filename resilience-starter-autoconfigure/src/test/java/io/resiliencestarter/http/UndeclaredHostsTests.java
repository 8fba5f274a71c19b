package io.resiliencestarter.http;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

import io.resiliencestarter.breaker.BreakerAutoConfiguration;
import io.resiliencestarter.breaker.BreakerKind;
import io.resiliencestarter.breaker.BreakerSettings;
import io.resiliencestarter.breaker.Breakers;
import io.resiliencestarter.support.ResilienceAutoConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which breakers there are for hosts that no service is declared for.
 */
@ExtendWith(OutputCaptureExtension.class)
class UndeclaredHostsTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(BreakerAutoConfiguration.class, ResilienceAutoConfiguration.class,
				ServiceGuardAutoConfiguration.class))
		.withPropertyValues("resilience.breaker.undeclared-hosts=true", "resilience.breaker.open-for=7s",
				"resilience.services.auth.base-url=http://auth:8085");

	@Test
	void breakersAreNamedByHostAndPort() {
		run((context) -> {
			ServiceGuard guard = match(context, "http://example.com/one");
			assertThat(match(context, "http://EXAMPLE.com:80/two")).isSameAs(guard).isNotNull();
			assertThat(match(context, "https://example.com:443")).isSameAs(guard);
			assertThat(match(context, "http://example.com:8080")).isNotSameAs(guard);
			match(context, "http://auth:8085/users");
			match(context, "http://auth:8086/users");
			match(context, "/users");
			assertThat(context.getBean(Breakers.class).all()).extracting("name")
				.containsExactly("auth", "auth:8086", "example.com", "example.com:8080");
		});
	}

	@Test
	void timeoutsAreThoseOfServicesWhereTheClientHasNone() {
		run((context) -> {
			HttpClientSettings defaults = HttpClientSettings.defaults();
			ServiceGuard guard = Objects.requireNonNull(match(context, "http://example.com"));
			assertThat(guard.settings(defaults))
				.isEqualTo(defaults.withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(5)));
		});
	}

	@Test
	void breakerOfAServiceOrGuardIsNotShared() {
		run((context) -> {
			Breakers breakers = context.getBean(Breakers.class);
			breakers.add("mail", BreakerKind.CUSTOM, BreakerSettings.inARow(1, Duration.ofSeconds(1), 1));
			match(context, "https://auth/users");
			match(context, "http://mail");
			match(context, "http://http.auth/");
			assertThat(breakers.all()).extracting("name")
				.containsExactly("auth", "http://http.auth", "http://mail", "https://auth", "mail");
		});
	}

	@Test
	void numberOfHostsIsBounded(CapturedOutput output) {
		run((context) -> {
			for (int number = 1; number <= HostGuards.MAX_HOSTS; number++) {
				assertThat(match(context, "http://host" + number)).isNotNull();
			}
			assertThat(match(context, "http://one-more")).isNull();
			assertThat(match(context, "http://another")).isNull();
			assertThat(match(context, "http://host1")).isNotNull();
			assertThat(context.getBean(Breakers.class).all()).hasSize(HostGuards.MAX_HOSTS + 1);
			assertThat(output).containsOnlyOnce("calls to 'one-more' and to other new hosts are not guarded");
		});
	}

	private void run(Consumer<ApplicationContext> test) {
		this.contextRunner.run(test::accept);
	}

	@SuppressWarnings("unchecked")
	private static @Nullable ServiceGuard match(ApplicationContext context, String url) {
		ServiceMatcher<ServiceGuard> guards = context.getBean(ServiceMatcher.class);
		return guards.match(URI.create(url));
	}

}
