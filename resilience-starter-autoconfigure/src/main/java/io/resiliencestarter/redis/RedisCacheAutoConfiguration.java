package io.resiliencestarter.redis;

import io.lettuce.core.RedisClient;
import io.resiliencestarter.support.ConditionalOnResilience;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.cache.autoconfigure.RedisCacheManagerBuilderCustomizer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.data.redis.cache.RedisCacheManager;

/**
 * Auto-configuration that lets cached methods run without the cache while Redis cannot be
 * reached.
 */
@AutoConfiguration(before = CacheAutoConfiguration.class)
@ConditionalOnClass({ RedisClient.class, RedisCacheManager.class, RedisCacheManagerBuilderCustomizer.class })
@ConditionalOnResilience("redis")
@ConditionalOnBooleanProperty(name = "resilience.redis.cache.degrade", matchIfMissing = true)
@EnableConfigurationProperties(RedisCacheProperties.class)
public final class RedisCacheAutoConfiguration {

	@Bean
	CacheDegrading resilienceCacheDegrading() {
		return new CacheDegrading();
	}

	@Bean
	@Lazy(false)
	UnwatchedCacheManagers resilienceUnwatchedCacheManagers(CacheDegrading degrading,
			ConfigurableListableBeanFactory beans) {
		return new UnwatchedCacheManagers(degrading, beans);
	}

}
