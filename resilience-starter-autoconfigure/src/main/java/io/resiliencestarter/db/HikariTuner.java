package io.resiliencestarter.db;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.resiliencestarter.support.Setting;
import io.resiliencestarter.support.UserSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Gives a HikariCP pool its settings before it starts. What the user set on the pool
 * itself is never changed; where that contradicts a setting of the starter, one warning
 * names both keys.
 */
class HikariTuner {

	private static final Log logger = LogFactory.getLog(HikariTuner.class);

	private static final String BY_APPLICATION = "set by the application";

	/**
	 * HikariCP looks for idle connections every 30 seconds, so that overflow is closed
	 * within a minute, and with some seconds to spare.
	 */
	private static final Duration OVERFLOW_IDLE = Duration.ofSeconds(25);

	/**
	 * A caller who has waited almost long enough still waits for the answer of the
	 * connection that it gets, and with HikariCP's 5 seconds for as long again.
	 */
	private static final Duration VALIDATION = Duration.ofSeconds(1);

	private final HikariConfig untouched = new HikariConfig();

	private final String beanName;

	private final HikariDataSource dataSource;

	private final UserSettings user;

	private final Map<String, Setting<?>> effective = new LinkedHashMap<>();

	HikariTuner(String beanName, HikariDataSource dataSource, UserSettings user) {
		this.beanName = beanName;
		this.dataSource = dataSource;
		this.user = user;
	}

	/**
	 * Apply the settings.
	 * @param settings what the user asked of the pool
	 * @return the effective settings, by the name that the endpoint shows
	 */
	Map<String, Setting<?>> tune(DbPoolSettings settings) {
		this.effective.put("provider", settings.provider().as(settings.provider().value().id()));
		Setting<Integer> maximum = apply(HikariProperty.MAXIMUM_POOL_SIZE, settings.maximumPoolSize());
		Setting<Integer> minimum = apply(HikariProperty.MINIMUM_IDLE, atMost(settings.poolSize(), maximum));
		// As HikariCP itself does when it starts
		this.effective.put(HikariProperty.MINIMUM_IDLE.name(), atMost(minimum, maximum));
		Setting<Long> timeout = apply(HikariProperty.CONNECTION_TIMEOUT,
				settings.poolTimeout().as(settings.poolTimeout().value().toMillis()));
		apply(HikariProperty.VALIDATION_TIMEOUT, new Setting<>(Math.min(VALIDATION.toMillis(), timeout.value()),
				"default, bounds the wait beyond pool-timeout", false));
		Setting<Long> lifetime = apply(HikariProperty.MAX_LIFETIME, lifetime(settings.poolRecycle()));
		if (minimum.value() < maximum.value()) {
			apply(HikariProperty.IDLE_TIMEOUT, idleTimeout(lifetime));
		}
		apply(HikariProperty.KEEPALIVE_TIME, keepalive(settings.keepalive(), lifetime));
		this.effective.putAll(settings.ofStarter());
		this.effective.putAll(new DriverSettings(this.beanName, this.dataSource, this.user, settings).apply());
		return this.effective;
	}

	/**
	 * Read the settings of a pool that cannot be tuned any more.
	 * @return the effective settings, by the name that the endpoint shows
	 */
	Map<String, Setting<?>> describe() {
		keep(HikariProperty.MAXIMUM_POOL_SIZE);
		keep(HikariProperty.MINIMUM_IDLE);
		keep(HikariProperty.CONNECTION_TIMEOUT);
		keep(HikariProperty.VALIDATION_TIMEOUT);
		keep(HikariProperty.MAX_LIFETIME);
		keep(HikariProperty.IDLE_TIMEOUT);
		keep(HikariProperty.KEEPALIVE_TIME);
		return this.effective;
	}

	private void keep(HikariProperty<?> property) {
		this.effective.put(property.name(), Setting.of(property.getter().apply(this.dataSource), BY_APPLICATION));
	}

	private <T> Setting<T> apply(HikariProperty<T> property, Setting<T> wanted) {
		T current = property.getter().apply(this.dataSource);
		String key = this.user.find(property.key());
		Setting<T> setting = wanted;
		if (key != null || !current.equals(property.getter().apply(this.untouched))) {
			setting = Setting.of(current, (key != null) ? key : BY_APPLICATION);
			warnOfContradiction(property, setting, wanted);
		}
		else {
			property.setter().accept(this.dataSource, wanted.value());
		}
		this.effective.put(property.name(), setting);
		return setting;
	}

	private <T> void warnOfContradiction(HikariProperty<T> property, Setting<T> setting, Setting<T> ignored) {
		if (ignored.explicit() && !setting.value().equals(ignored.value())) {
			logger.warn("Pool '%s': %s is %s from '%s'; '%s' asks for %s and is ignored. Remove one of the two."
				.formatted(this.beanName, property.key(), setting.value(), setting.origin(), ignored.origin(),
						ignored.value()));
		}
	}

	private Setting<Integer> atMost(Setting<Integer> setting, Setting<Integer> limit) {
		return (setting.value() <= limit.value()) ? setting : new Setting<>(limit.value(), limit.origin(), false);
	}

	private Setting<Long> lifetime(Setting<Duration> recycle) {
		return recycle.as(recycle.value().isNegative() ? 0L : recycle.value().toMillis());
	}

	private Setting<Long> idleTimeout(Setting<Long> lifetime) {
		long idle = OVERFLOW_IDLE.toMillis();
		return new Setting<>((lifetime.value() > 0) ? Math.min(idle, lifetime.value() / 2) : idle,
				"default, closes idle overflow", false);
	}

	private Setting<Long> keepalive(Setting<Duration> keepalive, Setting<Long> lifetime) {
		long millis = keepalive.value().toMillis();
		if (lifetime.value() > 0 && millis >= lifetime.value()) {
			return new Setting<>(0L, "off, not below the lifetime from " + lifetime.origin(), false);
		}
		return keepalive.as(millis);
	}

}
