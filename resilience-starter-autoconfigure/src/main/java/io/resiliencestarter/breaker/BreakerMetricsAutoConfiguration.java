package io.resiliencestarter.breaker;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetricsPublisher;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the meters of the breakers, under resilience4j's own names. Backs
 * off where resilience4j or Spring Cloud binds them, since each call would count twice.
 * Spring Boot's registry comes before Spring Cloud, which would not bind any meters if it
 * were pulled ahead of it.
 */
@AutoConfiguration(after = BreakerAutoConfiguration.class, afterName = {
		"io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerMetricsAutoConfiguration",
		"io.github.resilience4j.springboot3.circuitbreaker.autoconfigure.CircuitBreakerMetricsAutoConfiguration",
		"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
		"org.springframework.cloud.circuitbreaker.resilience4j.Resilience4JAutoConfiguration",
		"org.springframework.cloud.circuitbreaker.resilience4j.ReactiveResilience4JAutoConfiguration" })
@ConditionalOnClass({ MeterRegistry.class, TaggedCircuitBreakerMetrics.class })
@ConditionalOnBean(Breakers.class)
public final class BreakerMetricsAutoConfiguration {

	private static final String SPRING_CLOUD = "org.springframework.cloud.circuitbreaker.resilience4j.";

	@Bean
	@ConditionalOnMissingBean(
			value = { BreakerMetrics.class, TaggedCircuitBreakerMetrics.class,
					TaggedCircuitBreakerMetricsPublisher.class },
			type = { SPRING_CLOUD + "Resilience4JAutoConfiguration$MicrometerResilience4JCustomizerConfiguration",
					SPRING_CLOUD
							+ "ReactiveResilience4JAutoConfiguration$MicrometerReactiveResilience4JCustomizerConfiguration" })
	BreakerMetrics breakerMetrics(Breakers breakers, CircuitBreakerRegistry registry) {
		return new BreakerMetrics(breakers, registry);
	}

}
