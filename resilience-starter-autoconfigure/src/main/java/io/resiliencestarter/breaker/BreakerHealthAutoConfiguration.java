package io.resiliencestarter.breaker;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the health of the breakers.
 */
@AutoConfiguration(after = BreakerAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(Breakers.class)
@ConditionalOnEnabledHealthIndicator("breakers")
public final class BreakerHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "breakersHealthIndicator")
	BreakersHealthIndicator breakersHealthIndicator(Breakers breakers) {
		return new BreakersHealthIndicator(breakers);
	}

}
