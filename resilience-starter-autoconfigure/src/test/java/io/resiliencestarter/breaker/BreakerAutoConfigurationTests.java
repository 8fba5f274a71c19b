package io.resiliencestarter.breaker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetricsPublisher;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.resiliencestarter.breaker.BreakersEndpoint.BreakerDescriptor;
import io.resiliencestarter.breaker.BreakersEndpoint.ErrorDescriptor;
import io.resiliencestarter.support.ResilienceAutoConfiguration;
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
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link BreakerAutoConfiguration}, {@link BreakerEndpointAutoConfiguration},
 * {@link BreakerHealthAutoConfiguration} and {@link BreakerMetricsAutoConfiguration}.
 */
class BreakerAutoConfigurationTests {

	private static final BreakerSettings SETTINGS = new BreakerSettings(1, Duration.ofSeconds(30), 2, null, 100, 20,
			null, 0.8, null);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ResilienceAutoConfiguration.class, BreakerAutoConfiguration.class,
				BreakerEndpointAutoConfiguration.class, BreakerHealthAutoConfiguration.class,
				BreakerMetricsAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=breakers");

	@Test
	void contributesByDefault() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(Breakers.class)
			.hasSingleBean(CircuitBreakerRegistry.class)
			.hasSingleBean(BreakersEndpoint.class)
			.hasBean("breakersHealthIndicator")
			.hasSingleBean(BreakerMetrics.class));
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
	void metersAreThoseOfResilience4j() {
		this.contextRunner.run((context) -> {
			context.getBean(Breakers.class).add("auth", BreakerKind.HTTP, SETTINGS);
			CircuitBreakerRegistry registry = context.getBean(CircuitBreakerRegistry.class);
			MeterRegistry theirs = new SimpleMeterRegistry();
			TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(registry).bindTo(theirs);
			MeterRegistry ours = new SimpleMeterRegistry();
			context.getBean(BreakerMetrics.class).bindTo(ours);
			context.getBean(BreakerMetrics.class).bindTo(theirs);
			assertThat(meters(ours)).containsExactlyInAnyOrderElementsOf(meters(theirs)).hasSize(16);
		});
	}

	private static List<String> meters(MeterRegistry registry) {
		return registry.getMeters()
			.stream()
			.map(Meter::getId)
			.map((id) -> id.getType() + " " + id.getName() + " " + id.getTags())
			.toList();
	}

	@Test
	void metersTellTheCallsOfBreakersThatAreHereOrCome() {
		this.contextRunner.run((context) -> {
			Breakers breakers = context.getBean(Breakers.class);
			breakers.add("auth", BreakerKind.HTTP, SETTINGS);
			MeterRegistry meters = new SimpleMeterRegistry();
			context.getBean(BreakerMetrics.class).bindTo(meters);
			for (String name : List.of("auth", "git")) {
				Breaker breaker = breakers.add(name, BreakerKind.HTTP, SETTINGS);
				breaker.acquire().success();
				breaker.acquire().ignore();
				breaker.acquire().failure(new IllegalStateException());
				assertThatExceptionOfType(CallNotPermittedException.class).isThrownBy(breaker::acquire);
				assertThat(calls(meters, name, "successful").count()).isOne();
				assertThat(calls(meters, name, "failed").count()).isOne();
				assertThat(calls(meters, name, "ignored").count()).isOne();
				assertThat(calls(meters, name, "failed").totalTime(TimeUnit.NANOSECONDS)).isPositive();
				assertThat(meters.get("resilience4j.circuitbreaker.not.permitted.calls")
					.tags("name", "http." + name)
					.counter()
					.count()).isOne();
				assertThat(meters.get("resilience4j.circuitbreaker.state")
					.tags("name", "http." + name, "state", "open")
					.gauge()
					.value()).isOne();
			}
		});
	}

	private static Timer calls(MeterRegistry meters, String name, String kind) {
		return meters.get("resilience4j.circuitbreaker.calls").tags("name", "http." + name, "kind", kind).timer();
	}

	@Test
	void bindsTheBreakersOfTheApplicationToo() {
		this.contextRunner.run((context) -> {
			CircuitBreakerRegistry registry = context.getBean(CircuitBreakerRegistry.class);
			registry.circuitBreaker("first");
			MeterRegistry meters = new SimpleMeterRegistry();
			context.getBean(BreakerMetrics.class).bindTo(meters);
			for (String name : List.of("first", "second")) {
				registry.circuitBreaker(name).executeRunnable(() -> {
				});
				assertThat(meters.get("resilience4j.circuitbreaker.calls")
					.tags("name", name, "kind", "successful")
					.timer()
					.count()).isOne();
			}
			registry.remove("first");
			assertThat(meters.find("resilience4j.circuitbreaker.calls").tags("name", "first").meters()).isEmpty();
		});
	}

	@Test
	void meterThatFailsDoesNotFailTheCall() {
		this.contextRunner.run((context) -> {
			Breaker breaker = context.getBean(Breakers.class).add("auth", BreakerKind.HTTP, SETTINGS);
			breaker.addListener((outcome, nanos) -> {
				throw new IllegalStateException("broken");
			});
			breaker.acquire().success();
			assertThat(breaker.counts().successful()).isOne();
		});
	}

	@Test
	void metersBackOffWhereResilience4jPublishesThem() {
		this.contextRunner
			.withBean(TaggedCircuitBreakerMetricsPublisher.class,
					() -> new TaggedCircuitBreakerMetricsPublisher(new SimpleMeterRegistry()))
			.run((context) -> assertThat(context).doesNotHaveBean(BreakerMetrics.class));
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
