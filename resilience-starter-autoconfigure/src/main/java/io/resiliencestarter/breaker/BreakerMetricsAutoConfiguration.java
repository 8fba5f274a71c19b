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
 * off where resilience4j binds them, since each call would count twice.
 */
@AutoConfiguration(after = BreakerAutoConfiguration.class,
		afterName = "io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerMetricsAutoConfiguration")
@ConditionalOnClass({ MeterRegistry.class, TaggedCircuitBreakerMetrics.class })
@ConditionalOnBean(Breakers.class)
public final class BreakerMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean({ BreakerMetrics.class, TaggedCircuitBreakerMetrics.class,
			TaggedCircuitBreakerMetricsPublisher.class })
	BreakerMetrics breakerMetrics(Breakers breakers, CircuitBreakerRegistry registry) {
		return new BreakerMetrics(breakers, registry);
	}

}
