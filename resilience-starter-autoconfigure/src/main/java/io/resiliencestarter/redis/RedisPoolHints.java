package io.resiliencestarter.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * What a native image must know: the addresses of servers are read from the fields of a
 * client, how a cache writes from one of its writer, commands that are repeated are
 * proxies, and leases are renewed by a script.
 */
class RedisPoolHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.reflection().registerType(RedisClient.class, MemberCategory.ACCESS_DECLARED_FIELDS);
		hints.reflection().registerType(RedisClusterClient.class, MemberCategory.ACCESS_DECLARED_FIELDS);
		hints.reflection()
			.registerTypeIfPresent(classLoader, "org.springframework.data.redis.cache.DefaultRedisCacheWriter",
					MemberCategory.ACCESS_DECLARED_FIELDS);
		hints.proxies().registerJdkProxy(RedisAsyncCommands.class);
		hints.proxies().registerJdkProxy(RedisAdvancedClusterAsyncCommands.class);
		hints.resources().registerPattern("io/resiliencestarter/redis/renew-lease.lua");
	}

}
