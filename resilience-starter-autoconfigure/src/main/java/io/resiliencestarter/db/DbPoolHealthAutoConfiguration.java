package io.resiliencestarter.db;

import java.time.Clock;

import io.resiliencestarter.support.PoolHealthIndicator;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the health of the database pools.
 */
@AutoConfiguration(after = DbPoolAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(DbPoolPostProcessor.class)
@ConditionalOnEnabledHealthIndicator("dbPool")
public final class DbPoolHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "dbPoolHealthIndicator")
	PoolHealthIndicator dbPoolHealthIndicator(DbPools pools) {
		return new PoolHealthIndicator(pools, Clock.systemUTC());
	}

}
