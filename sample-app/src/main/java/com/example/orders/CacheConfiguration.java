package com.example.orders;

import org.springframework.boot.cache.autoconfigure.RedisCacheManagerBuilderCustomizer;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.cache.RedisCacheWriter.RedisCacheWriterConfigurer;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * The cache in Redis.
 */
@Configuration(proxyBeanMethods = false)
@EnableCaching
class CacheConfiguration {

	/**
	 * Who changes an order and reads it again must see the change; by default, Spring
	 * Data Redis does not wait for the end of a write, and two can overtake each other.
	 */
	@Bean
	RedisCacheManagerBuilderCustomizer cacheWritesAreSeenAtOnce(RedisConnectionFactory connectionFactory) {
		return (builder) -> builder
			.cacheWriter(RedisCacheWriter.create(connectionFactory, RedisCacheWriterConfigurer::immediateWrites));
	}

}
