package io.resiliencestarter.breaker;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the guards that the application's code asks for by name. They are
 * there while the starter is switched off too, so that the application starts, but guard
 * nothing then.
 */
@AutoConfiguration(after = BreakerAutoConfiguration.class)
@ConditionalOnClass(CircuitBreakerRegistry.class)
public final class GuardAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(Breakers.class)
	@EnableConfigurationProperties(GuardsProperties.class)
	static class On {

		/**
		 * Never lazy: the breakers are shown, and wrong settings told, before the first
		 * call.
		 */
		@Bean
		@Lazy(false)
		Guards resilienceCustomGuards(GuardsProperties properties, BreakerProperties defaults, Environment environment,
				Breakers breakers) {
			return new Guards(new GuardFactory(properties, defaults, environment, breakers));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(Breakers.class)
	static class Off {

		@Bean
		Guards resilienceCustomGuards() {
			return Guards.off();
		}

	}

}
