package io.resiliencestarter.redis;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.data.redis.health.DataRedisHealthIndicator;
import org.springframework.boot.data.redis.health.DataRedisReactiveHealthIndicator;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Keeps Spring Boot's own health check of Redis from feeding the breaker: what it finds
 * out says nothing of the calls of the application, and callers would be turned away
 * because somebody looks at the health often.
 */
class RedisHealthPostProcessor implements BeanPostProcessor {

	private final ObjectProvider<RedisConnectionFactory> factories;

	RedisHealthPostProcessor(ObjectProvider<RedisConnectionFactory> factories) {
		this.factories = factories;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		boolean reactive = bean.getClass() == DataRedisReactiveHealthIndicator.class;
		if ((reactive || bean.getClass() == DataRedisHealthIndicator.class)
				&& this.factories.getIfUnique() instanceof PooledLettuceConnectionFactory factory) {
			HealthConnectionFactory connections = new HealthConnectionFactory(factory::uncounted);
			return reactive ? new DataRedisReactiveHealthIndicator(connections)
					: new DataRedisHealthIndicator(connections);
		}
		return bean;
	}

}
