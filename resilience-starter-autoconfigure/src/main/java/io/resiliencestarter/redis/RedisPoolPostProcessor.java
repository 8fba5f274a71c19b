package io.resiliencestarter.redis;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.resiliencestarter.breaker.Breaker;
import io.resiliencestarter.breaker.BreakerKind;
import io.resiliencestarter.breaker.BreakerSettings;
import io.resiliencestarter.breaker.Breakers;
import io.resiliencestarter.diagnosis.IncidentListener;
import io.resiliencestarter.diagnosis.PoolTerms;
import io.resiliencestarter.pool.CallsWhileHolding;
import io.resiliencestarter.pool.PoolKind;
import io.resiliencestarter.pool.PoolRegistry;
import io.resiliencestarter.pool.TrackerContext;
import io.resiliencestarter.support.Setting;
import io.resiliencestarter.support.UserSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;

/**
 * Tunes Spring Boot's Redis properties once they are bound, and puts a factory that owns
 * its pool in the place of the one that Spring Boot builds from them. A factory that the
 * application made itself is left alone.
 */
class RedisPoolPostProcessor implements DestructionAwareBeanPostProcessor, PriorityOrdered {

	private static final Log logger = LogFactory.getLog(RedisPoolPostProcessor.class);

	private final ConfigurableApplicationContext context;

	private final ObjectProvider<RedisPoolProperties> properties;

	private final ObjectProvider<PoolRegistry<RedisPool>> pools;

	private final ObjectProvider<CallsWhileHolding> calls;

	private final ObjectProvider<TrackerContext> trackers;

	private final ObjectProvider<Breakers> breakers;

	private final ObjectProvider<IncidentListener> incidents;

	private final Map<Object, PooledLettuceConnectionFactory> replacements = new ConcurrentHashMap<>();

	private volatile Map<String, Setting<?>> tuned = Map.of();

	RedisPoolPostProcessor(ConfigurableApplicationContext context, ObjectProvider<RedisPoolProperties> properties,
			ObjectProvider<PoolRegistry<RedisPool>> pools, ObjectProvider<CallsWhileHolding> calls,
			ObjectProvider<TrackerContext> trackers, ObjectProvider<Breakers> breakers,
			ObjectProvider<IncidentListener> incidents) {
		this.context = context;
		this.properties = properties;
		this.pools = pools;
		this.calls = calls;
		this.trackers = trackers;
		this.breakers = breakers;
		this.incidents = incidents;
	}

	/**
	 * Spring Boot binds properties at the highest precedence plus one.
	 */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE + 10;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (bean instanceof DataRedisProperties redis && springBootMakesAFactory()) {
			UserSettings user = new UserSettings(this.context.getEnvironment(), "spring.data.redis");
			this.tuned = new LettucePropertiesTuner(redis, user).tune(settings());
		}
		if (bean.getClass() == LettuceConnectionFactory.class && madeBySpringBoot(beanName)) {
			return replace((LettuceConnectionFactory) bean, beanName);
		}
		return bean;
	}

	/**
	 * Spring destroys the bean that it created, not the one that took its place.
	 */
	@Override
	public void postProcessBeforeDestruction(Object bean, String beanName) {
		PooledLettuceConnectionFactory replacement = this.replacements.remove(bean);
		if (replacement != null) {
			replacement.destroy();
		}
	}

	@Override
	public boolean requiresDestruction(Object bean) {
		return this.replacements.containsKey(bean);
	}

	private RedisPoolSettings settings() {
		return RedisPoolSettings.of(this.properties.getObject(), this.context.getEnvironment());
	}

	private boolean springBootMakesAFactory() {
		String[] names = this.context.getBeanNamesForType(LettuceConnectionFactory.class, true, false);
		return Arrays.stream(names).anyMatch(this::madeBySpringBoot);
	}

	private boolean madeBySpringBoot(String beanName) {
		if (!this.context.getBeanFactory().containsBeanDefinition(beanName)) {
			return false;
		}
		String creator = this.context.getBeanFactory().getBeanDefinition(beanName).getFactoryBeanName();
		return creator != null && creator.startsWith("org.springframework.boot.");
	}

	private LettuceConnectionFactory replace(LettuceConnectionFactory original, String beanName) {
		if (!(original.getClientConfiguration() instanceof LettucePoolingClientConfiguration client)) {
			logger.info("Redis '%s' is left as it is: 'spring.data.redis.lettuce.pool.enabled' switches its pool off"
				.formatted(beanName));
			return original;
		}
		if (StaticMasterReplica.isConfigured(this.context)) {
			logger.info("Redis '%s' has static master and replicas; its pool is tuned, but not watched"
				.formatted(beanName));
			return original;
		}
		if (client.getPoolConfig().getMinIdle() > 0) {
			logger.warn("Redis '%s': 'spring.data.redis.lettuce.pool.min-idle' has no effect, connections are opened"
				.formatted(beanName) + " as they are needed");
		}
		RedisPoolSettings settings = settings();
		PoolParts parts = parts(beanName, client, settings);
		PooledLettuceConnectionFactory factory = PooledLettuceConnectionFactory.replacing(original, client, parts);
		factory.setShareNativeConnection(settings.sharedConnection().value());
		CallsWhileHolding calls = this.calls.getObject();
		factory.setCalls(calls.service("redis." + beanName, beanName));
		calls.watch(beanName, parts.tracker());
		useVirtualThreads(factory);
		this.replacements.put(original, factory);
		RedisPool pool = new RedisPool(beanName, factory, parts, EffectiveSettings.of(client, this.tuned, settings));
		this.pools.getObject().add(pool);
		logger.info("Redis '%s': opens at most %d connections, %s, a caller waits at most %d ms".formatted(beanName,
				factory.maxConnections(), pool.connectionMode(),
				client.getPoolConfig().getMaxWaitDuration().toMillis()));
		return factory;
	}

	private PoolParts parts(String beanName, LettucePoolingClientConfiguration client, RedisPoolSettings settings) {
		PoolTerms terms = new PoolTerms(beanName, PoolKind.REDIS, client.getPoolConfig().getMaxWaitDuration(),
				(size) -> "resilience.redis.max-connections=" + size, this.calls.getObject()::serviceAt);
		return PoolParts.of(terms, settings, client.getCommandTimeout(), this.trackers.getObject(),
				breaker(beanName, settings.breaker()), this.incidents.getObject());
	}

	private @Nullable Breaker breaker(String beanName, @Nullable BreakerSettings settings) {
		Breakers available = (settings != null) ? this.breakers.getIfAvailable() : null;
		return (available != null && settings != null) ? available.add("redis." + beanName, BreakerKind.REDIS, settings)
				: null;
	}

	/**
	 * Spring Boot gives its factory such an executor, but the factory does not show it.
	 */
	private void useVirtualThreads(PooledLettuceConnectionFactory factory) {
		if (Threading.VIRTUAL.isActive(this.context.getEnvironment())) {
			SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("redis-");
			executor.setVirtualThreads(true);
			factory.setExecutor(executor);
		}
	}

}
