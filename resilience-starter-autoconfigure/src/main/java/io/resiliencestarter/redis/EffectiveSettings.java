package io.resiliencestarter.redis;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.SocketOptions;
import io.resiliencestarter.support.Setting;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;

/**
 * The settings that a pool really has: those of the tuned properties, but for what a
 * customizer of the application changed after that.
 */
final class EffectiveSettings {

	private EffectiveSettings() {
	}

	static Map<String, Setting<?>> of(LettucePoolingClientConfiguration client, Map<String, Setting<?>> tuned,
			RedisPoolSettings settings) {
		Map<String, Object> values = new LinkedHashMap<>();
		values.put(LettucePropertiesTuner.MAX_CONNECTIONS, client.getPoolConfig().getMaxTotal());
		values.put(LettucePropertiesTuner.POOL_TIMEOUT, client.getPoolConfig().getMaxWaitDuration().toMillis());
		values.put(LettucePropertiesTuner.SOCKET_TIMEOUT, client.getCommandTimeout().toMillis());
		values.put(LettucePropertiesTuner.CONNECT_TIMEOUT,
				client.getClientOptions()
					.map(ClientOptions::getSocketOptions)
					.orElseGet(SocketOptions::create)
					.getConnectTimeout()
					.toMillis());
		Map<String, Setting<?>> effective = new LinkedHashMap<>();
		values.forEach((name, value) -> effective.put(name, effective(tuned.get(name), value)));
		Setting<Duration> interval = settings.healthCheckInterval();
		effective.put("healthCheckIntervalMs", interval.as(interval.value().toMillis()));
		effective.put("keepalive", settings.keepalive());
		effective.put("retryOnTimeout", settings.retryOnTimeout());
		effective.put("sharedConnection", settings.sharedConnection());
		return effective;
	}

	private static Setting<?> effective(@Nullable Setting<?> tuned, Object value) {
		return (tuned != null && tuned.value().equals(value)) ? tuned : Setting.of(value, "set by the application");
	}

}
