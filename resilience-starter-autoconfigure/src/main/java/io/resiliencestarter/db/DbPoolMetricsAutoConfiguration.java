package io.resiliencestarter.db;

import io.micrometer.core.instrument.MeterRegistry;
import io.resiliencestarter.support.PoolMetrics;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the meters of the database pools.
 */
@AutoConfiguration(after = DbPoolAutoConfiguration.class)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(DbPoolPostProcessor.class)
public final class DbPoolMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "dbPoolMetrics")
	PoolMetrics dbPoolMetrics(DbPools pools) {
		return new PoolMetrics(pools);
	}

	@Bean
	@ConditionalOnMissingBean(name = "dbBudgetMetrics")
	BudgetMetrics dbBudgetMetrics(DbPools pools, DbBudget budget) {
		return new BudgetMetrics(pools, budget);
	}

	@Bean
	@ConditionalOnMissingBean(name = "dbServerMetrics")
	ServerMetrics dbServerMetrics(DbPools pools) {
		return new ServerMetrics(pools);
	}

}
