package io.resiliencestarter.redis;

import java.time.Clock;

import io.resiliencestarter.pool.PoolRegistry;
import io.resiliencestarter.support.PoolHealthIndicator;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.data.redis.health.DataRedisReactiveHealthIndicator;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Auto-configuration of the health of the Redis pool.
 */
@AutoConfiguration(after = RedisPoolAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(RedisPoolPostProcessor.class)
public final class RedisPoolHealthAutoConfiguration {

	@Bean
	@ConditionalOnEnabledHealthIndicator("redisPool")
	@ConditionalOnMissingBean(name = "redisPoolHealthIndicator")
	PoolHealthIndicator redisPoolHealthIndicator(PoolRegistry<RedisPool> pools) {
		return new PoolHealthIndicator(pools, Clock.systemUTC());
	}

	/**
	 * Spring Boot's own health check of Redis.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(DataRedisReactiveHealthIndicator.class)
	static class OwnHealthCheck {

		@Bean
		static RedisHealthPostProcessor resilienceRedisHealthPostProcessor(
				ObjectProvider<RedisConnectionFactory> factories) {
			return new RedisHealthPostProcessor(factories);
		}

	}

}
