package io.resiliencestarter.redis;

import java.time.Clock;

import io.resiliencestarter.pool.CallsWhileHolding;
import io.resiliencestarter.pool.PoolRegistry;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the endpoint that shows the Redis pool.
 */
@AutoConfiguration(after = RedisPoolAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(RedisPoolPostProcessor.class)
@ConditionalOnAvailableEndpoint(RedisPoolEndpoint.class)
public final class RedisPoolEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	RedisPoolEndpoint redisPoolEndpoint(PoolRegistry<RedisPool> pools, CallsWhileHolding calls) {
		return new RedisPoolEndpoint(pools, calls, Clock.systemUTC());
	}

}
