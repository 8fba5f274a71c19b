package io.resiliencestarter.db;

import com.zaxxer.hikari.HikariDataSource;
import io.resiliencestarter.breaker.Breakers;
import io.resiliencestarter.diagnosis.IncidentListener;
import io.resiliencestarter.pool.CallsWhileHolding;
import io.resiliencestarter.pool.TrackerContext;
import io.resiliencestarter.support.ConditionalOnResilience;
import io.resiliencestarter.support.ResilienceAutoConfiguration;
import io.resiliencestarter.support.ResilienceTicker;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration that tunes, tracks and guards HikariCP pools.
 */
@AutoConfiguration(before = DataSourceAutoConfiguration.class, after = ResilienceAutoConfiguration.class)
@ConditionalOnClass({ HikariDataSource.class, DataSourceAutoConfiguration.class })
@ConditionalOnResilience("db")
@EnableConfigurationProperties({ DbProperties.class, BudgetProperties.class })
@ImportRuntimeHints(DbPoolHints.class)
public final class DbPoolAutoConfiguration {

	@Bean
	static DbPoolPostProcessor resilienceDbPoolPostProcessor(ObjectProvider<DbPoolInstaller> installer) {
		return new DbPoolPostProcessor(installer);
	}

	@Bean
	DbPools resilienceDbPools(ResilienceTicker ticker) {
		DbPools pools = new DbPools();
		ticker.watch(pools);
		return pools;
	}

	@Bean
	DbBudget resilienceDbBudget(BudgetProperties properties, Environment environment, DbPools pools) {
		return new DbBudget(BudgetSettings.of(properties, environment), pools);
	}

	@Bean
	DbPoolInstaller resilienceDbPoolInstaller(ApplicationContext context, DbProperties properties, DbPools pools,
			DbBudget budget, TrackerContext trackers, CallsWhileHolding calls, ObjectProvider<Breakers> breakers,
			IncidentListener incidents) {
		return new DbPoolInstaller(context, properties, pools, budget, trackers, calls, breakers, incidents);
	}

	@Bean
	DbPoolNames resilienceDbPoolNames(ApplicationContext context, DbProperties properties) {
		return new DbPoolNames(context, properties);
	}

}
