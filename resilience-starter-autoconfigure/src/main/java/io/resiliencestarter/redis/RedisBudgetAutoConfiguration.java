package io.resiliencestarter.redis;

import io.lettuce.core.RedisClient;
import io.resiliencestarter.budget.LeaseStore;
import io.resiliencestarter.support.ConditionalOnResilience;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Auto-configuration that keeps the leases of a shared connection budget in Redis.
 */
@AutoConfiguration
@ConditionalOnClass({ RedisClient.class, LettuceConnectionFactory.class })
@ConditionalOnResilience("db")
@ConditionalOnProperty(name = "resilience.budget.mode", havingValue = "shared")
@ImportRuntimeHints(RedisPoolHints.class)
public final class RedisBudgetAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	LeaseStore resilienceLeaseStore(ObjectProvider<RedisConnectionFactory> factories, ApplicationContext context) {
		return new RedisLeaseStore(factories, () -> StaticMasterReplica.isConfigured(context));
	}

}
