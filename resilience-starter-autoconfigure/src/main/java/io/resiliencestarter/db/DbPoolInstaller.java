package io.resiliencestarter.db;

import java.sql.SQLException;
import java.time.Clock;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.resiliencestarter.breaker.Breaker;
import io.resiliencestarter.breaker.BreakerKind;
import io.resiliencestarter.breaker.BreakerSettings;
import io.resiliencestarter.breaker.Breakers;
import io.resiliencestarter.db.DbProvider.Route;
import io.resiliencestarter.diagnosis.IncidentListener;
import io.resiliencestarter.pool.CallsWhileHolding;
import io.resiliencestarter.pool.PoolConnections;
import io.resiliencestarter.pool.TrackerContext;
import io.resiliencestarter.support.Setting;
import io.resiliencestarter.support.UserSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.ConfigurationPropertiesBean;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;

/**
 * Tunes data sources of HikariCP and makes tracked ones of them.
 */
class DbPoolInstaller {

	private static final Log logger = LogFactory.getLog(DbPoolInstaller.class);

	private final ApplicationContext context;

	private final DbProperties properties;

	private final DbPools pools;

	private final DbBudget budget;

	private final TrackerContext trackers;

	private final CallsWhileHolding calls;

	private final ObjectProvider<Breakers> breakers;

	private final IncidentListener incidents;

	private final Map<HikariDataSource, Tuned> tuned = Collections.synchronizedMap(new IdentityHashMap<>());

	private final Set<HikariDataSource> installed = Collections
		.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

	DbPoolInstaller(ApplicationContext context, DbProperties properties, DbPools pools, DbBudget budget,
			TrackerContext trackers, CallsWhileHolding calls, ObjectProvider<Breakers> breakers,
			IncidentListener incidents) {
		this.context = context;
		this.properties = properties;
		this.pools = pools;
		this.budget = budget;
		this.trackers = trackers;
		this.calls = calls;
		this.breakers = breakers;
		this.incidents = incidents;
	}

	/**
	 * Give a pool its settings, if it has not started.
	 * @param name the name of its bean
	 * @param dataSource the pool
	 */
	void tune(String name, HikariDataSource dataSource) {
		Environment environment = this.context.getEnvironment();
		DbProvider detected = new DbProviderDetector(environment).detect(dataSource);
		DbPoolSettings settings = new DbPoolSettingsResolver(this.properties, environment).resolve(name, detected);
		HikariTuner tuner = new HikariTuner(name, dataSource, new UserSettings(environment, prefix(dataSource, name)));
		this.tuned.put(dataSource,
				new Tuned(settings, dataSource.isRunning() ? tuner.describe() : tuner.tune(settings)));
	}

	private @Nullable String prefix(HikariDataSource dataSource, String beanName) {
		ConfigurationPropertiesBean bean = ConfigurationPropertiesBean.get(this.context, dataSource, beanName);
		return (bean != null) ? bean.getAnnotation().prefix() : null;
	}

	/**
	 * Make a tracked pool of one that was tuned. One that has started, or whose type is
	 * the application's own, is only watched.
	 * @param name the name of its bean
	 * @param dataSource the pool
	 * @return the data source to use
	 */
	HikariDataSource install(String name, HikariDataSource dataSource) {
		Tuned tuning = this.tuned.remove(dataSource);
		if (tuning == null) {
			return dataSource;
		}
		ServerLimits limits = limits(name, dataSource, tuning.settings().provider().value());
		Tracking tracking = track(name, dataSource, tuning, limits);
		HikariDataSource used = (tracking != null) ? tracking.dataSource() : dataSource;
		DbPool pool = new DbPool(name, used, tuning.settings().thresholds(), tuning.effective(), tracking, limits);
		this.installed.add(used);
		this.pools.add(pool);
		log(pool, used, tuning.settings().provider().value());
		this.budget.add(pool);
		return used;
	}

	/**
	 * Return whether a pool was installed before.
	 * @param dataSource the pool
	 * @return whether it was
	 */
	boolean isInstalled(HikariDataSource dataSource) {
		return this.installed.contains(dataSource);
	}

	private ServerLimits limits(String name, HikariDataSource dataSource, DbProvider provider) {
		JdbcAddress address = JdbcAddress.parse(dataSource.getJdbcUrl());
		return new ServerLimits((address != null) ? address.server() : "that of pool " + name,
				provider.preset().route() != Route.DIRECT, this.budget.settings().isEnforced(), Clock.systemUTC());
	}

	/**
	 * A failure of ours must not cost the application its pool.
	 */
	private @Nullable Tracking track(String name, HikariDataSource dataSource, Tuned tuning, ServerLimits limits) {
		if (dataSource.isRunning() || dataSource.getClass() != HikariDataSource.class) {
			return null;
		}
		try {
			SizeSetting size = SizeSetting.of(name, dataSource.getMinimumIdle(),
					tuning.effective().get("maximumPoolSize"));
			Tracking tracking = Tracking.of(name, dataSource, tuning.settings(), this.trackers, this.calls::serviceAt,
					breaker(name, tuning.settings().breaker()),
					(wanted) -> size.write(wanted) + this.budget.caveat(name, wanted), limits, this.incidents);
			this.calls.watch(name, tracking.tracker());
			return tracking;
		}
		catch (RuntimeException ex) {
			logger.warn("Pool '%s' could not be tracked; its connections are only counted".formatted(name), ex);
			return null;
		}
	}

	private @Nullable Breaker breaker(String name, @Nullable BreakerSettings settings) {
		Breakers available = (settings != null) ? this.breakers.getIfAvailable() : null;
		return (available != null && settings != null) ? available.add("db." + name, BreakerKind.DB, settings) : null;
	}

	private void log(DbPool pool, HikariDataSource dataSource, DbProvider provider) {
		PoolConnections connections = pool.connections();
		if (dataSource.isRunning()) {
			logger.info("Pool '%s' had started before it could be tuned; its %d connections are only counted"
				.formatted(pool.name(), connections.max()));
			return;
		}
		logger.info("Pool '%s': keeps %d connections, opens at most %d, a caller waits at most %d ms; provider: %s"
			.formatted(pool.name(), connections.min(), connections.max(), dataSource.getConnectionTimeout(),
					provider.id() + presets(pool, provider)));
	}

	private static String presets(DbPool pool, DbProvider provider) {
		List<String> presets = pool.settings()
			.entrySet()
			.stream()
			.filter((setting) -> setting.getValue().origin().contains("provider " + provider.id()))
			.map((setting) -> setting.getKey() + " " + setting.getValue().value())
			.sorted()
			.toList();
		return presets.isEmpty() ? "" : ", which sets " + String.join(", ", presets);
	}

	/**
	 * List a data source that is none of HikariCP, nor leads to one.
	 * @param name the name of its bean
	 * @param dataSource the data source
	 */
	void list(String name, DataSource dataSource) {
		if (!leadsToHikari(dataSource)) {
			this.pools.addUnmanaged(name, dataSource.getClass().getName());
			logger.info("Data source '%s' is left alone: %s is no pool of HikariCP".formatted(name,
					dataSource.getClass().getName()));
		}
	}

	private static boolean leadsToHikari(DataSource dataSource) {
		try {
			return dataSource.isWrapperFor(HikariDataSource.class);
		}
		catch (SQLException | RuntimeException ex) {
			return false;
		}
	}

	/**
	 * What a pool was tuned to.
	 *
	 * @param settings what the user asked for
	 * @param effective the effective settings, by the name that the endpoint shows
	 */
	private record Tuned(DbPoolSettings settings, Map<String, Setting<?>> effective) {
	}

}
