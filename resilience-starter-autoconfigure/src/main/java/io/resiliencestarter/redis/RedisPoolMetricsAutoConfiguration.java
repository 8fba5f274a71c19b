package io.resiliencestarter.redis;

import io.micrometer.core.instrument.MeterRegistry;
import io.resiliencestarter.pool.PoolRegistry;
import io.resiliencestarter.support.PoolMetrics;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the meters of the Redis pool.
 */
@AutoConfiguration(after = RedisPoolAutoConfiguration.class)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(RedisPoolPostProcessor.class)
public final class RedisPoolMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "redisPoolMetrics")
	PoolMetrics redisPoolMetrics(PoolRegistry<RedisPool> pools) {
		return new PoolMetrics(pools);
	}

}
