package io.resiliencestarter.db;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.resiliencestarter.breaker.PoolBreakerSettings;
import io.resiliencestarter.db.DbProvider.Preset;
import io.resiliencestarter.support.InvalidSettingException;
import io.resiliencestarter.support.Setting;
import io.resiliencestarter.support.SettingKey;
import io.resiliencestarter.support.SettingLayers;
import io.resiliencestarter.support.SettingLayers.Layer;
import io.resiliencestarter.support.ThresholdSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

/**
 * Finds the settings of a pool in the order of precedence: those of the single pool,
 * those of all pools, plain environment names, the provider's preset, defaults.
 */
class DbPoolSettingsResolver {

	private static final String PREFIX = "resilience.db";

	static final int MAX_CONNECTIONS = 10_000;

	private static final SettingKey<DbPoolProperties, Integer> POOL_SIZE = SettingKey
		.integer("pool-size", DbPoolProperties::getPoolSize)
		.environment("DB_POOL_SIZE")
		.allow((size) -> size >= 1 && size <= MAX_CONNECTIONS, "a whole number from 1 to " + MAX_CONNECTIONS);

	private static final SettingKey<DbPoolProperties, Integer> MAX_OVERFLOW = SettingKey
		.integer("max-overflow", DbPoolProperties::getMaxOverflow)
		.environment("DB_MAX_OVERFLOW")
		.allow((size) -> size >= 0 && size <= MAX_CONNECTIONS, "a whole number from 0 to " + MAX_CONNECTIONS);

	private static final SettingKey<DbPoolProperties, Duration> POOL_TIMEOUT = SettingKey
		.duration("pool-timeout", DbPoolProperties::getPoolTimeout)
		.environment("DB_POOL_TIMEOUT")
		.allow((timeout) -> atLeast(timeout, Duration.ofMillis(250)), "a duration of at least 250ms, such as 10s");

	private static final SettingKey<DbPoolProperties, Duration> POOL_RECYCLE = SettingKey
		.duration("pool-recycle", DbPoolProperties::getPoolRecycle)
		.environment("DB_POOL_RECYCLE")
		.allow((age) -> age.isNegative() || atLeast(age, Duration.ofSeconds(30)),
				"a duration of at least 30s, such as 30m, or -1 for never");

	private static final SettingKey<DbPoolProperties, Duration> KEEPALIVE = SettingKey
		.duration("keepalive", DbPoolProperties::getKeepalive)
		.allow((idle) -> idle.isZero() || atLeast(idle, Duration.ofSeconds(30)),
				"a duration of at least 30s, such as 2m, or 0 for never");

	private static final SettingKey<DbPoolProperties, Integer> MAX_WAITING = SettingKey
		.integer("max-waiting", DbPoolProperties::getMaxWaiting)
		.allow((waiting) -> waiting >= 0, "a whole number of at least 0, where 0 means that nobody waits");

	private static final SettingKey<DbPoolProperties, Boolean> ECHO = SettingKey.bool("echo", DbPoolProperties::getEcho)
		.environment("DB_ECHO");

	private static final SettingKey<DbPoolProperties, Boolean> SERVER_EVIDENCE = SettingKey.bool("server-evidence",
			DbPoolProperties::getServerEvidence);

	private static final SettingKey<DbPoolProperties, DbProvider> PROVIDER = SettingKey.choice("provider",
			DbProvider.class, DbPoolProperties::getProvider);

	private final DbProperties properties;

	private final Environment environment;

	DbPoolSettingsResolver(DbProperties properties, Environment environment) {
		this.properties = properties;
		this.environment = environment;
	}

	private static boolean atLeast(Duration duration, Duration least) {
		return duration.compareTo(least) >= 0;
	}

	/**
	 * Find the settings of a pool.
	 * @param beanName the name of its bean
	 * @param detected the provider that its URL leads to
	 * @return the settings
	 * @throws InvalidSettingException if a value is not allowed
	 */
	DbPoolSettings resolve(String beanName, DbProvider detected) {
		SettingLayers<DbPoolProperties> layers = new SettingLayers<>(this.environment, places(beanName));
		Setting<DbProvider> provider = provider(layers, detected);
		Preset preset = provider.value().preset();
		return new DbPoolSettings(provider, layers.get(POOL_SIZE, of(provider, preset.poolSize()), 5),
				layers.get(MAX_OVERFLOW, of(provider, preset.maxOverflow()), 10),
				layers.get(POOL_TIMEOUT, Duration.ofSeconds(10)), layers.find(MAX_WAITING),
				layers.get(POOL_RECYCLE, of(provider, preset.poolRecycle()), Duration.ofMinutes(30)),
				layers.get(KEEPALIVE, of(provider, preset.keepalive()), Duration.ofMinutes(2)), layers.get(ECHO, false),
				layers.get(SERVER_EVIDENCE, true), SessionSettings.of(layers, this.environment), HoldRules.of(layers),
				ThresholdSettings.resolve(layers, DbPoolProperties::getThresholds),
				PoolBreakerSettings.resolve(layers, DbPoolProperties::getBreaker));
	}

	private <T> @Nullable Setting<T> of(Setting<DbProvider> provider, @Nullable T preset) {
		return (preset != null) ? new Setting<>(preset, "provider " + provider.value().id(), false) : null;
	}

	private Setting<DbProvider> provider(SettingLayers<DbPoolProperties> layers, DbProvider detected) {
		Setting<DbProvider> named = layers.get(PROVIDER, DbProvider.AUTO);
		return (named.value() != DbProvider.AUTO) ? named : new Setting<>(detected, "recognized from the URL", false);
	}

	private List<Layer<DbPoolProperties>> places(String beanName) {
		List<Layer<DbPoolProperties>> places = new ArrayList<>();
		this.properties.getPools().forEach((name, single) -> {
			if (sameName(name, beanName)) {
				places.add(new Layer<>(PREFIX + ".pools." + name, single));
			}
		});
		places.add(new Layer<>(PREFIX, this.properties));
		return places;
	}

	/**
	 * Whether a name below {@code resilience.db.pools} means a bean. An environment
	 * variable can spell a name in lower-case letters and digits only.
	 * @param name the name
	 * @param beanName the name of the bean
	 * @return whether they differ in spelling at most
	 */
	static boolean sameName(String name, String beanName) {
		return uniform(name).equals(uniform(beanName));
	}

	private static String uniform(String name) {
		return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
	}

}
