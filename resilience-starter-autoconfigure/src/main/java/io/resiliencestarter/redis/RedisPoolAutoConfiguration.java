package io.resiliencestarter.redis;

import io.lettuce.core.RedisClient;
import io.resiliencestarter.pool.CallsWhileHolding;
import io.resiliencestarter.pool.PoolRegistry;
import io.resiliencestarter.support.ConditionalOnResilience;
import io.resiliencestarter.support.ResilienceAutoConfiguration;
import io.resiliencestarter.support.ResilienceTicker;
import org.apache.commons.pool2.impl.GenericObjectPool;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration that tunes and watches the Lettuce pool.
 */
@AutoConfiguration(before = DataRedisAutoConfiguration.class)
@ConditionalOnClass({ RedisClient.class, GenericObjectPool.class, DataRedisAutoConfiguration.class })
@ConditionalOnResilience("redis")
@ConditionalOnProperty(name = "spring.data.redis.client-type", havingValue = "lettuce", matchIfMissing = true)
@EnableConfigurationProperties(RedisPoolProperties.class)
public final class RedisPoolAutoConfiguration {

	@Bean
	static RedisPoolPostProcessor resilienceRedisPoolPostProcessor(ConfigurableApplicationContext context,
			ObjectProvider<RedisPoolProperties> properties, ObjectProvider<PoolRegistry<RedisPool>> pools,
			ObjectProvider<CallsWhileHolding> calls) {
		return new RedisPoolPostProcessor(context, properties, pools, calls);
	}

	@Bean
	PoolRegistry<RedisPool> resilienceRedisPools(ResilienceTicker ticker) {
		PoolRegistry<RedisPool> pools = new PoolRegistry<>();
		ticker.watch(pools);
		return pools;
	}

}
