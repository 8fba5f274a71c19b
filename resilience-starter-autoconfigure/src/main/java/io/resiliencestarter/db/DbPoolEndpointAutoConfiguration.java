package io.resiliencestarter.db;

import java.time.Clock;

import io.resiliencestarter.pool.CallsWhileHolding;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the endpoint that shows the database pools.
 */
@AutoConfiguration(after = DbPoolAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(DbPoolPostProcessor.class)
@ConditionalOnAvailableEndpoint(DbPoolEndpoint.class)
public final class DbPoolEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	DbPoolEndpoint dbPoolEndpoint(DbPools pools, CallsWhileHolding calls, DbBudget budget) {
		return new DbPoolEndpoint(pools, calls, budget, Clock.systemUTC());
	}

}
