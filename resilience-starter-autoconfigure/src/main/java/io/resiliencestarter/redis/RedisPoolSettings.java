package io.resiliencestarter.redis;

import java.time.Duration;
import java.util.List;

import io.resiliencestarter.pool.Thresholds;
import io.resiliencestarter.support.InvalidSettingException;
import io.resiliencestarter.support.Setting;
import io.resiliencestarter.support.SettingKey;
import io.resiliencestarter.support.SettingLayers;
import io.resiliencestarter.support.SettingLayers.Layer;
import io.resiliencestarter.support.ThresholdSettings;

import org.springframework.core.env.Environment;

/**
 * What the user asked of the Redis pool, with defaults filled in and each value checked.
 *
 * @param maxConnections the most connections that the pool opens
 * @param poolTimeout the wait for a connection
 * @param socketTimeout the time that a command may take
 * @param connectTimeout the time that opening a connection may take
 * @param sharedConnection whether commands share one connection
 * @param thresholds the utilizations at which the status changes
 */
record RedisPoolSettings(Setting<Integer> maxConnections, Setting<Duration> poolTimeout,
		Setting<Duration> socketTimeout, Setting<Duration> connectTimeout, Setting<Boolean> sharedConnection,
		Thresholds thresholds) {

	private static final SettingKey<RedisPoolProperties, Integer> MAX_CONNECTIONS = SettingKey
		.integer("max-connections", RedisPoolProperties::getMaxConnections)
		.environment("REDIS_MAX_CONNECTIONS")
		.allow((max) -> max >= 1 && max <= 10_000, "a whole number from 1 to 10000");

	private static final SettingKey<RedisPoolProperties, Duration> POOL_TIMEOUT = positive(
			SettingKey.duration("pool-timeout", RedisPoolProperties::getPoolTimeout));

	private static final SettingKey<RedisPoolProperties, Duration> SOCKET_TIMEOUT = positive(
			SettingKey.duration("socket-timeout", RedisPoolProperties::getSocketTimeout)
				.environment("REDIS_SOCKET_TIMEOUT"));

	private static final SettingKey<RedisPoolProperties, Duration> CONNECT_TIMEOUT = positive(
			SettingKey.duration("connect-timeout", RedisPoolProperties::getConnectTimeout)
				.environment("REDIS_SOCKET_CONNECT_TIMEOUT"));

	private static final SettingKey<RedisPoolProperties, Boolean> SHARED_CONNECTION = SettingKey
		.bool("shared-connection", RedisPoolProperties::getSharedConnection);

	private static SettingKey<RedisPoolProperties, Duration> positive(SettingKey<RedisPoolProperties, Duration> key) {
		return key.allow((timeout) -> timeout.toMillis() > 0, "a duration above 0, such as 5s");
	}

	/**
	 * Find the settings in the order of precedence.
	 * @param properties what the user set below {@code resilience.redis}
	 * @param environment where plain environment names are looked up
	 * @return the settings
	 * @throws InvalidSettingException if a value is not allowed
	 */
	static RedisPoolSettings of(RedisPoolProperties properties, Environment environment) {
		SettingLayers<RedisPoolProperties> layers = new SettingLayers<>(environment,
				List.of(new Layer<>("resilience.redis", properties)));
		return new RedisPoolSettings(layers.get(MAX_CONNECTIONS, 50), layers.get(POOL_TIMEOUT, Duration.ofSeconds(5)),
				layers.get(SOCKET_TIMEOUT, Duration.ofSeconds(5)), layers.get(CONNECT_TIMEOUT, Duration.ofSeconds(5)),
				layers.get(SHARED_CONNECTION, false),
				ThresholdSettings.resolve(layers, RedisPoolProperties::getThresholds));
	}

}
