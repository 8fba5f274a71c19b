package io.resiliencestarter.redis;

import java.time.Duration;
import java.util.List;

import io.resiliencestarter.breaker.BreakerSettings;
import io.resiliencestarter.breaker.PoolBreakerSettings;
import io.resiliencestarter.pool.Thresholds;
import io.resiliencestarter.support.InvalidSettingException;
import io.resiliencestarter.support.Setting;
import io.resiliencestarter.support.SettingKey;
import io.resiliencestarter.support.SettingLayers;
import io.resiliencestarter.support.SettingLayers.Layer;
import io.resiliencestarter.support.ThresholdSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

/**
 * What the user asked of the Redis pool, with defaults filled in and each value checked.
 *
 * @param maxConnections the most connections that the pool opens
 * @param poolTimeout the wait for a connection
 * @param socketTimeout the time that a command may take
 * @param connectTimeout the time that opening a connection may take
 * @param keepalive whether idle connections are kept alive by TCP
 * @param healthCheckInterval the time after which an idle connection is in doubt
 * @param retryOnTimeout whether commands that only read are repeated after a timeout
 * @param sharedConnection whether commands share one connection
 * @param thresholds the utilizations at which the status changes
 * @param breaker the settings of the breaker, {@code null} for none
 */
record RedisPoolSettings(Setting<Integer> maxConnections, Setting<Duration> poolTimeout,
		Setting<Duration> socketTimeout, Setting<Duration> connectTimeout, Setting<Boolean> keepalive,
		Setting<Duration> healthCheckInterval, Setting<Boolean> retryOnTimeout, Setting<Boolean> sharedConnection,
		Thresholds thresholds, @Nullable BreakerSettings breaker) {

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

	private static final SettingKey<RedisPoolProperties, Boolean> KEEPALIVE = SettingKey
		.bool("keepalive", RedisPoolProperties::getKeepalive)
		.environment("REDIS_SOCKET_KEEPALIVE");

	private static final SettingKey<RedisPoolProperties, Duration> HEALTH_CHECK_INTERVAL = SettingKey
		.duration("health-check-interval", RedisPoolProperties::getHealthCheckInterval)
		.environment("REDIS_HEALTH_CHECK_INTERVAL")
		.allow((interval) -> interval.isZero() || interval.toMillis() >= 100,
				"0 for never, or a duration of at least 100ms, such as 30s");

	private static final SettingKey<RedisPoolProperties, Boolean> RETRY_ON_TIMEOUT = SettingKey
		.bool("retry-on-timeout", RedisPoolProperties::getRetryOnTimeout)
		.environment("REDIS_RETRY_ON_TIMEOUT");

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
				layers.get(KEEPALIVE, true), layers.get(HEALTH_CHECK_INTERVAL, Duration.ofSeconds(30)),
				layers.get(RETRY_ON_TIMEOUT, true), layers.get(SHARED_CONNECTION, false),
				ThresholdSettings.resolve(layers, RedisPoolProperties::getThresholds),
				PoolBreakerSettings.resolve(layers, RedisPoolProperties::getBreaker));
	}

}
