package io.resiliencestarter.breaker;

import java.time.Clock;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.resiliencestarter.support.ConditionalOnResilience;
import io.resiliencestarter.support.EventDelivery;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of circuit breakers. Shares the registry with the integrations of
 * resilience4j, where the application has one.
 */
@AutoConfiguration(
		afterName = { "io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration",
				"io.github.resilience4j.springboot3.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration" })
@ConditionalOnClass(CircuitBreakerRegistry.class)
@ConditionalOnResilience("breaker")
@EnableConfigurationProperties(BreakerProperties.class)
public final class BreakerAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	CircuitBreakerRegistry circuitBreakerRegistry() {
		return CircuitBreakerRegistry.ofDefaults();
	}

	@Bean
	Breakers resilienceBreakers(CircuitBreakerRegistry registry, EventDelivery delivery) {
		return new Breakers(registry, new BreakerEvents(delivery::publish), Clock.systemUTC(), System::nanoTime);
	}

}
