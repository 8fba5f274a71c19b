package io.resiliencestarter.breaker;

import java.time.Duration;
import java.util.List;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetricsPublisher;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.resiliencestarter.breaker.BreakersEndpoint.BreakerDescriptor;
import io.resiliencestarter.breaker.BreakersEndpoint.ErrorDescriptor;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BreakerAutoConfiguration}, {@link BreakerEndpointAutoConfiguration},
 * {@link BreakerHealthAutoConfiguration} and {@link BreakerMetricsAutoConfiguration}.
 */
class BreakerAutoConfigurationTests {

	private static final BreakerSettings SETTINGS = new BreakerSettings(1, Duration.ofSeconds(30), 2, null, 100, 20,
			null, 0.8, null);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(BreakerAutoConfiguration.class, BreakerEndpointAutoConfiguration.class,
				BreakerHealthAutoConfiguration.class, BreakerMetricsAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=breakers");

	@Test
	void contributesByDefault() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(Breakers.class)
			.hasSingleBean(CircuitBreakerRegistry.class)
			.hasSingleBean(BreakersEndpoint.class)
			.hasBean("breakersHealthIndicator")
			.hasSingleBean(TaggedCircuitBreakerMetrics.class));
	}

	@Test
	void usesRegistryOfTheUser() {
		CircuitBreakerRegistry registry = CircuitBreakerRegistry.ofDefaults();
		this.contextRunner.withBean(CircuitBreakerRegistry.class, () -> registry).run((context) -> {
			context.getBean(Breakers.class).add("auth", BreakerKind.HTTP, SETTINGS);
			assertThat(registry.find("http.auth")).isPresent();
		});
	}

	@Test
	void eachContextHasItsOwnBreakers() {
		this.contextRunner.run((first) -> this.contextRunner.run((second) -> {
			first.getBean(Breakers.class).add("auth", BreakerKind.HTTP, SETTINGS);
			assertThat(second.getBean(Breakers.class).all()).isEmpty();
			assertThat(second.getBean(CircuitBreakerRegistry.class).getAllCircuitBreakers()).isEmpty();
		}));
	}

	@Test
	void healthStaysUpAndListsWhatIsOpen() {
		this.contextRunner.run((context) -> {
			Breakers breakers = context.getBean(Breakers.class);
			breakers.add("git", BreakerKind.HTTP, SETTINGS);
			breakers.add("auth", BreakerKind.HTTP, SETTINGS).acquire().failure(new IllegalStateException("no"));
			assertThat(context.getBean("breakersHealthIndicator", HealthIndicator.class).health(true))
				.hasToString("UP {status=warning, breakers={auth={state=open, "
						+ "reason=1 failure in a row, last: IllegalStateException}, git={state=closed}}}");
		});
	}

	@Test
	void bindsMetersOnce() {
		this.contextRunner.run((context) -> {
			MeterRegistry meters = new SimpleMeterRegistry();
			context.getBean(TaggedCircuitBreakerMetrics.class).bindTo(meters);
			context.getBean(Breakers.class).add("auth", BreakerKind.HTTP, SETTINGS).acquire().success();
			assertThat(meters.get("resilience4j.circuitbreaker.calls")
				.tags("name", "http.auth", "kind", "successful")
				.timer()
				.count()).isOne();
		});
	}

	@Test
	void metersBackOffWhereResilience4jPublishesThem() {
		this.contextRunner
			.withBean(TaggedCircuitBreakerMetricsPublisher.class,
					() -> new TaggedCircuitBreakerMetricsPublisher(new SimpleMeterRegistry()))
			.run((context) -> assertThat(context).doesNotHaveBean(TaggedCircuitBreakerMetrics.class));
	}

	@Test
	void startsWithoutMicrometer() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(MeterRegistry.class))
			.run((context) -> assertThat(context).hasSingleBean(Breakers.class).doesNotHaveBean("breakerMetrics"));
	}

	@Test
	void endpointBacksOffWhenNotExposed() {
		this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=health")
			.run((context) -> assertThat(context).hasSingleBean(Breakers.class)
				.doesNotHaveBean(BreakersEndpoint.class));
	}

	@Test
	void endpointBacksOffWhenAccessIsNone() {
		this.contextRunner.withPropertyValues("management.endpoint.breakers.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(BreakersEndpoint.class));
	}

	@Test
	void whatTheEndpointShowsIsReadableInANativeImage() {
		RuntimeHints hints = new RuntimeHints();
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(hints, BreakersEndpoint.class);
		assertThat(List.of(BreakerDescriptor.class, ErrorDescriptor.class))
			.allSatisfy((type) -> assertThat(RuntimeHintsPredicates.reflection().onType(type)).accepts(hints));
	}

	@Test
	void healthBacksOffWhenSwitchedOff() {
		this.contextRunner.withPropertyValues("management.health.breakers.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(BreakersHealthIndicator.class));
	}

	@Test
	void healthBacksOffWhenUserHasHisOwn() {
		this.contextRunner.withBean("breakersHealthIndicator", HealthIndicator.class, () -> () -> null)
			.run((context) -> assertThat(context).doesNotHaveBean(BreakersHealthIndicator.class));
	}

	@Test
	void allBackOffWhenSwitchedOff() {
		this.contextRunner.withPropertyValues("resilience.breaker.enabled=false").run(this::assertNothing);
	}

	@Test
	void allBackOffWhenStarterIsSwitchedOff() {
		this.contextRunner.withPropertyValues("resilience.enabled=false").run(this::assertNothing);
	}

	@Test
	void allBackOffWithoutResilience4j() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("io.github.resilience4j")).run(this::assertNothing);
	}

	private void assertNothing(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed()
			.doesNotHaveBean(Breakers.class)
			.doesNotHaveBean(CircuitBreakerRegistry.class)
			.doesNotHaveBean(BreakersEndpoint.class)
			.doesNotHaveBean("breakersHealthIndicator")
			.doesNotHaveBean("breakerMetrics");
	}

}
