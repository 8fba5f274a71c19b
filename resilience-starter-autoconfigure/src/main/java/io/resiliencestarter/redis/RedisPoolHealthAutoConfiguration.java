package io.resiliencestarter.redis;

import java.time.Clock;

import io.resiliencestarter.pool.PoolRegistry;
import io.resiliencestarter.support.PoolHealthIndicator;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the health of the Redis pool.
 */
@AutoConfiguration(after = RedisPoolAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(RedisPoolPostProcessor.class)
@ConditionalOnEnabledHealthIndicator("redisPool")
public final class RedisPoolHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "redisPoolHealthIndicator")
	PoolHealthIndicator redisPoolHealthIndicator(PoolRegistry<RedisPool> pools) {
		return new PoolHealthIndicator(pools, Clock.systemUTC());
	}

}
