package io.resiliencestarter.redis;

import java.lang.reflect.Field;

import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.util.ReflectionUtils;

/**
 * Tells whether a writer of Spring Data Redis waits for its writes. It does not by
 * default, and nobody hears of those that fail then.
 */
final class CacheWrites {

	private CacheWrites() {
	}

	/**
	 * Whether writes may not have ended when they return. The writer does not show it.
	 * @param writer the writer
	 * @return whether nobody waits for writes, {@code false} for a writer of another kind
	 */
	static boolean areAsynchronous(RedisCacheWriter writer) {
		Field field = ReflectionUtils.findField(writer.getClass(), "asynchronousWrites", boolean.class);
		if (field == null) {
			return false;
		}
		ReflectionUtils.makeAccessible(field);
		return writer.supportsAsyncRetrieve() && Boolean.TRUE.equals(ReflectionUtils.getField(field, writer));
	}

}
