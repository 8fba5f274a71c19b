package io.resiliencestarter.db;

import com.zaxxer.hikari.HikariDataSource;
import io.resiliencestarter.breaker.Breakers;
import io.resiliencestarter.budget.LeaseStore;
import io.resiliencestarter.diagnosis.IncidentListener;
import io.resiliencestarter.pool.CallsWhileHolding;
import io.resiliencestarter.pool.TrackerContext;
import io.resiliencestarter.support.ConditionalOnResilience;
import io.resiliencestarter.support.EventDelivery;
import io.resiliencestarter.support.InvalidSettingException;
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
	DbBudget resilienceDbBudget(BudgetProperties properties, Environment environment, DbPools pools,
			ObjectProvider<LeaseStore> stores, EventDelivery events) {
		BudgetSettings settings = BudgetSettings.of(properties, environment);
		return new DbBudget(settings, pools, settings.isShared() ? leases(settings, stores, events) : null);
	}

	private static DbLeases leases(BudgetSettings settings, ObjectProvider<LeaseStore> stores, EventDelivery events) {
		LeaseStore store = stores.getIfAvailable();
		if (store == null) {
			throw new InvalidSettingException("resilience.budget.mode", BudgetMode.SHARED.id(),
					"off or static, or with shared a Redis where replicas find each other: "
							+ "add spring-boot-starter-data-redis with Lettuce, and set spring.data.redis.*");
		}
		return new DbLeases(store, settings.terms(), settings.name(), events::publish);
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
