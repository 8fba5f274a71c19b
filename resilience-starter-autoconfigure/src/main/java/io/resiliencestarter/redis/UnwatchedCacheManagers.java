package io.resiliencestarter.redis;

import java.util.Arrays;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.data.redis.cache.RedisCacheManager;

/**
 * Tells of cache managers that the application builds itself, without the customizers
 * that would let them degrade.
 */
class UnwatchedCacheManagers implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(UnwatchedCacheManagers.class);

	private final CacheDegrading degrading;

	private final ConfigurableListableBeanFactory beans;

	UnwatchedCacheManagers(CacheDegrading degrading, ConfigurableListableBeanFactory beans) {
		this.degrading = degrading;
		this.beans = beans;
	}

	@Override
	public void afterSingletonsInstantiated() {
		String[] names = this.beans.getBeanNamesForType(RedisCacheManager.class, true, false);
		List<String> unwatched = Arrays.stream(names).filter((name) -> !madeBySpringBoot(name)).toList();
		if (!unwatched.isEmpty() && !this.degrading.isUsed()) {
			logger.info("Redis cache manager '%s' fails while Redis cannot be reached: apply the"
				.formatted(String.join("', '", unwatched))
					+ " RedisCacheManagerBuilderCustomizer beans to its builder to let it degrade");
		}
	}

	private boolean madeBySpringBoot(String name) {
		if (!this.beans.containsBeanDefinition(name)) {
			return false;
		}
		String creator = this.beans.getBeanDefinition(name).getFactoryBeanName();
		return creator != null && creator.startsWith("org.springframework.boot.");
	}

}
