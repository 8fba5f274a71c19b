package io.resiliencestarter.db;

import java.util.function.BiConsumer;
import java.util.function.Function;

import com.zaxxer.hikari.HikariConfig;

/**
 * One property of a HikariCP pool.
 *
 * @param <T> the type of value
 * @param name the name as the endpoint shows it
 * @param key the name in configuration, as in {@code spring.datasource.hikari.<key>}
 * @param getter reads it
 * @param setter writes it, as long as the pool has not started
 */
record HikariProperty<T>(String name, String key, Function<HikariConfig, T> getter,
		BiConsumer<HikariConfig, T> setter) {

	static final HikariProperty<Integer> MAXIMUM_POOL_SIZE = new HikariProperty<>("maximumPoolSize",
			"maximum-pool-size", HikariConfig::getMaximumPoolSize, HikariConfig::setMaximumPoolSize);

	static final HikariProperty<Integer> MINIMUM_IDLE = new HikariProperty<>("minimumIdle", "minimum-idle",
			HikariConfig::getMinimumIdle, HikariConfig::setMinimumIdle);

	static final HikariProperty<Long> CONNECTION_TIMEOUT = new HikariProperty<>("connectionTimeoutMs",
			"connection-timeout", HikariConfig::getConnectionTimeout, HikariConfig::setConnectionTimeout);

	static final HikariProperty<Long> VALIDATION_TIMEOUT = new HikariProperty<>("validationTimeoutMs",
			"validation-timeout", HikariConfig::getValidationTimeout, HikariConfig::setValidationTimeout);

	static final HikariProperty<Long> IDLE_TIMEOUT = new HikariProperty<>("idleTimeoutMs", "idle-timeout",
			HikariConfig::getIdleTimeout, HikariConfig::setIdleTimeout);

	static final HikariProperty<Long> MAX_LIFETIME = new HikariProperty<>("maxLifetimeMs", "max-lifetime",
			HikariConfig::getMaxLifetime, HikariConfig::setMaxLifetime);

	static final HikariProperty<Long> KEEPALIVE_TIME = new HikariProperty<>("keepaliveTimeMs", "keepalive-time",
			HikariConfig::getKeepaliveTime, HikariConfig::setKeepaliveTime);

}
