package io.resiliencestarter.redis;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.resiliencestarter.support.Setting;
import io.resiliencestarter.support.SettingFormat;
import io.resiliencestarter.support.UserSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;

/**
 * Gives Spring Boot's own Redis properties their values, before anything is built from
 * them. What the user set there is never changed; where that contradicts a setting of the
 * starter, one warning names both keys.
 */
class LettucePropertiesTuner {

	static final String MAX_CONNECTIONS = "maxConnections";

	static final String POOL_TIMEOUT = "poolTimeoutMs";

	static final String SOCKET_TIMEOUT = "socketTimeoutMs";

	static final String CONNECT_TIMEOUT = "connectTimeoutMs";

	private static final Log logger = LogFactory.getLog(LettucePropertiesTuner.class);

	private final DataRedisProperties properties;

	private final UserSettings user;

	private final Map<String, Setting<?>> effective = new LinkedHashMap<>();

	LettucePropertiesTuner(DataRedisProperties properties, UserSettings user) {
		this.properties = properties;
		this.user = user;
	}

	/**
	 * Apply the settings.
	 * @param settings what the user asked of the pool
	 * @return the effective settings, by the name that the endpoint shows
	 */
	Map<String, Setting<?>> tune(RedisPoolSettings settings) {
		DataRedisProperties.Pool pool = this.properties.getLettuce().getPool();
		Setting<Integer> max = apply("lettuce.pool.max-active", settings.maxConnections(), pool::getMaxActive,
				pool::setMaxActive);
		if (this.user.find("lettuce.pool.max-idle") == null) {
			pool.setMaxIdle(max.value());
		}
		this.effective.put(MAX_CONNECTIONS, max);
		put(POOL_TIMEOUT, apply("lettuce.pool.max-wait", settings.poolTimeout(), pool::getMaxWait, pool::setMaxWait));
		put(SOCKET_TIMEOUT,
				apply("timeout", settings.socketTimeout(), this.properties::getTimeout, this.properties::setTimeout));
		put(CONNECT_TIMEOUT, apply("connect-timeout", settings.connectTimeout(), this.properties::getConnectTimeout,
				this.properties::setConnectTimeout));
		return this.effective;
	}

	private void put(String name, Setting<Duration> setting) {
		this.effective.put(name, setting.as(setting.value().toMillis()));
	}

	private <T> Setting<T> apply(String name, Setting<T> wanted, Supplier<@Nullable T> getter, Consumer<T> setter) {
		String key = this.user.find(name);
		T value = getter.get();
		if (key == null || value == null) {
			setter.accept(wanted.value());
			return wanted;
		}
		Setting<T> setting = Setting.of(value, key);
		if (wanted.explicit() && !setting.value().equals(wanted.value())) {
			logger.warn("Redis pool: '%s' is %s; '%s' asks for %s and is ignored. Remove one of the two.".formatted(key,
					SettingFormat.format(setting.value()), wanted.origin(), SettingFormat.format(wanted.value())));
		}
		return setting;
	}

}
