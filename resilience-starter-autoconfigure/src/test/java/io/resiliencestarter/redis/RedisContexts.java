package io.resiliencestarter.redis;

import java.util.Objects;
import java.util.stream.Stream;

import io.resiliencestarter.breaker.BreakerAutoConfiguration;
import io.resiliencestarter.redis.RedisPoolEndpoint.RedisPoolDescriptor;
import io.resiliencestarter.support.ResilienceAutoConfiguration;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * Small contexts with a Redis pool.
 */
final class RedisContexts {

	private RedisContexts() {
	}

	static ApplicationContextRunner of(RedisServer server, String... properties) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ResilienceAutoConfiguration.class, BreakerAutoConfiguration.class,
					RedisPoolAutoConfiguration.class, RedisPoolEndpointAutoConfiguration.class,
					DataRedisAutoConfiguration.class, DataRedisReactiveAutoConfiguration.class))
			.withPropertyValues("management.endpoints.web.exposure.include=redispool")
			.withPropertyValues(server.address().properties())
			.withPropertyValues(
					Stream.of(properties).map((property) -> "resilience.redis." + property).toArray(String[]::new));
	}

	static RedisPoolDescriptor pool(BeanFactory context) {
		return Objects.requireNonNull(context.getBean(RedisPoolEndpoint.class).pool("redisConnectionFactory"));
	}

	static String breaker(BeanFactory context) {
		return Objects.requireNonNull(pool(context).breaker()).state();
	}

}
