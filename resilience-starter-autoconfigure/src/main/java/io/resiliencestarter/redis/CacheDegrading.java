package io.resiliencestarter.redis;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.cache.autoconfigure.RedisCacheManagerBuilderCustomizer;
import org.springframework.cache.Cache;
import org.springframework.core.Ordered;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.cache.RedisCacheManager.RedisCacheManagerBuilder;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.util.ByteUtils;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Lets the caches of a cache manager degrade, whichever writer they have: comes after the
 * application's own customizers, which may have set one.
 */
class CacheDegrading implements RedisCacheManagerBuilderCustomizer, Ordered, DisposableBean {

	private final ScheduledExecutorService repairs = repairThread();

	private volatile boolean used;

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void customize(RedisCacheManagerBuilder builder) {
		this.used = true;
		RedisCacheWriter writer = writerOf(builder);
		if (writer != null && !(writer instanceof DegradingCacheWriter)) {
			builder.cacheWriter(new DegradingCacheWriter(writer,
					(delegate) -> new CacheOutage(delegate, this.repairs, (name) -> patternOfAll(builder, name))));
		}
	}

	/**
	 * The builder does not show its writer, but a cache of a manager that it builds does.
	 */
	private static @Nullable RedisCacheWriter writerOf(RedisCacheManagerBuilder builder) {
		boolean createsCaches = builder.build().isAllowRuntimeCacheCreation();
		RedisCacheManager throwaway = builder.enableCreateOnMissingCache().build();
		builder.allowCreateOnMissingCache(createsCaches);
		Cache cache = throwaway.getCache("any");
		return (cache != null) ? (RedisCacheWriter) cache.getNativeCache() : null;
	}

	/**
	 * Return the pattern of all keys of a cache.
	 * @param builder knows how keys begin
	 * @param name the name of the cache
	 * @return the pattern, {@code null} if keys do not tell which cache they are of
	 */
	private static byte @Nullable [] patternOfAll(RedisCacheManagerBuilder builder, String name) {
		RedisCacheConfiguration configuration = builder.getCacheConfigurationFor(name)
			.orElseGet(builder::cacheDefaults);
		String prefix = configuration.usePrefix() ? configuration.getKeyPrefixFor(name) : "";
		String pattern = prefix.replaceAll("[\\\\*?\\[\\]]", "\\\\$0") + "*";
		return prefix.isEmpty() ? null : ByteUtils.getBytes(configuration.getKeySerializationPair().write(pattern));
	}

	private static ScheduledExecutorService repairThread() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("redis-cache-repair-");
		threads.setDaemon(true);
		ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, threads, new DiscardPolicy());
		executor.setKeepAliveTime(10, TimeUnit.SECONDS);
		executor.allowCoreThreadTimeOut(true);
		return executor;
	}

	boolean isUsed() {
		return this.used;
	}

	@Override
	public void destroy() {
		this.repairs.shutdownNow();
	}

}
