package io.resiliencestarter.redis;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisClient;
import io.lettuce.core.resource.Delay;
import io.resiliencestarter.breaker.Breakers;
import io.resiliencestarter.diagnosis.IncidentListener;
import io.resiliencestarter.pool.CallsWhileHolding;
import io.resiliencestarter.pool.PoolRegistry;
import io.resiliencestarter.pool.TrackerContext;
import io.resiliencestarter.support.ConditionalOnResilience;
import io.resiliencestarter.support.ResilienceAutoConfiguration;
import io.resiliencestarter.support.ResilienceTicker;
import org.apache.commons.pool2.impl.GenericObjectPool;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Auto-configuration that tunes and watches the Lettuce pool.
 */
@AutoConfiguration(before = DataRedisAutoConfiguration.class)
@ConditionalOnClass({ RedisClient.class, GenericObjectPool.class, DataRedisAutoConfiguration.class })
@ConditionalOnResilience("redis")
@ConditionalOnProperty(name = "spring.data.redis.client-type", havingValue = "lettuce", matchIfMissing = true)
@EnableConfigurationProperties(RedisPoolProperties.class)
@ImportRuntimeHints(RedisPoolHints.class)
public final class RedisPoolAutoConfiguration {

	@Bean
	static RedisPoolPostProcessor resilienceRedisPoolPostProcessor(ConfigurableApplicationContext context,
			ObjectProvider<RedisPoolProperties> properties, ObjectProvider<PoolRegistry<RedisPool>> pools,
			ObjectProvider<CallsWhileHolding> calls, ObjectProvider<TrackerContext> trackers,
			ObjectProvider<Breakers> breakers, ObjectProvider<IncidentListener> incidents) {
		return new RedisPoolPostProcessor(context, properties, pools, calls, trackers, breakers, incidents);
	}

	/**
	 * Lettuce would wait up to half a minute after a long outage before it connects
	 * again. First in order, so that the application's own customizers win.
	 */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	ClientResourcesBuilderCustomizer resilienceReconnectDelay() {
		return (builder) -> builder
			.reconnectDelay(Delay.exponential(Duration.ZERO, Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS));
	}

	@Bean
	PoolRegistry<RedisPool> resilienceRedisPools(ResilienceTicker ticker) {
		PoolRegistry<RedisPool> pools = new PoolRegistry<>();
		ticker.watch(pools);
		return pools;
	}

}
