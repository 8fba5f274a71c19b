package io.resiliencestarter.db;

import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.resiliencestarter.breaker.Breaker;
import io.resiliencestarter.diagnosis.IncidentListener;
import io.resiliencestarter.diagnosis.PoolTerms;
import io.resiliencestarter.diagnosis.ServiceNames;
import io.resiliencestarter.pool.ApplicationFrames;
import io.resiliencestarter.pool.Hold;
import io.resiliencestarter.pool.HoldWatch;
import io.resiliencestarter.pool.Holder;
import io.resiliencestarter.pool.MonitoredPool;
import io.resiliencestarter.pool.PoolKind;
import io.resiliencestarter.pool.PoolListener;
import io.resiliencestarter.pool.PoolTracker;
import io.resiliencestarter.pool.TrackerContext;
import io.resiliencestarter.support.Setting;
import org.jspecify.annotations.Nullable;

import org.springframework.util.function.SingletonSupplier;

/**
 * What belongs to a tracked pool: the data source that takes the place of the
 * application's own, and those who track it, guard it and look after it.
 *
 * @param dataSource the tracked data source
 * @param opener opens its connections
 * @param tracker knows who holds them
 * @param watch notices long holds
 * @param guard turns callers away
 * @param breaker knows whether connections can be opened, {@code null} for none
 * @param reclaimer takes connections back
 * @param diagnosis knows why callers get no connection
 */
record Tracking(TrackedDataSource dataSource, ConnectionOpener opener, PoolTracker<Connection> tracker,
		HoldWatch<Connection> watch, BorrowGuard guard, @Nullable Breaker breaker, Reclaimer reclaimer,
		DbDiagnosis diagnosis) {

	/**
	 * Put a tracked data source in the place of a tuned one that has not started.
	 * @param beanName the name of the pool
	 * @param original the tuned data source
	 * @param settings what the user asked of the pool
	 * @param context what all trackers share
	 * @param services knows which services are called from where
	 * @param breaker the pool's breaker, {@code null} for none
	 * @param sizing writes the setting that makes the pool a given size
	 * @param limits what is known of the server's limits
	 * @param listener who is told of incidents
	 * @return the tracked pool
	 */
	static Tracking of(String beanName, HikariDataSource original, DbPoolSettings settings, TrackerContext context,
			ServiceNames services, @Nullable Breaker breaker, IntFunction<String> sizing, ServerLimits limits,
			IncidentListener listener) {
		PoolTracker<Connection> tracker = new PoolTracker<>(PoolKind.DB, context, Connections::isClosed,
				Connections::isClosed);
		UnaryOperator<Connection> decorator = settings.echo().value()
				? (connection) -> SqlEcho.wrap(connection, beanName) : UnaryOperator.identity();
		UrlSecrets secrets = new UrlSecrets(original);
		Supplier<DataSource> driver = SingletonSupplier.of(driver(original, secrets));
		ConnectionOpener opener = new ConnectionOpener(driver, original.getMaximumPoolSize(), breaker, decorator,
				secrets, Clock.systemUTC());
		PoolTerms terms = new PoolTerms(beanName, PoolKind.DB, Duration.ofMillis(original.getConnectionTimeout()),
				sizing, services);
		ServerInquiry inquiry = new ServerInquiry(driver, settings.serverEvidence().value(),
				(process) -> holder(tracker, process), limits, Clock.systemUTC());
		DbDiagnosis diagnosis = new DbDiagnosis(terms, opener, tracker, listener, inquiry, Clock.systemUTC());
		BorrowFailures failures = new BorrowFailures(beanName, opener, tracker, diagnosis.diagnostician()::verdict);
		BorrowGuard guard = new BorrowGuard(breaker, opener, tracker, failures, value(settings.maxWaiting()));
		opener.onFailure((why) -> {
			guard.alarm();
			limits.refused(why);
		});
		TrackedDataSource dataSource = new TrackedDataSource(opener, tracker, guard, failures);
		original.copyStateTo(dataSource);
		dataSource.setDataSourceClassName(null);
		dataSource.setDataSource(opener);
		HoldRules rules = settings.holds();
		HoldWatch<Connection> watch = new HoldWatch<>(tracker, rules.slowHoldThreshold().value(),
				rules.leakThreshold().value());
		return new Tracking(dataSource, opener, tracker, watch, guard, breaker,
				new Reclaimer(dataSource, tracker, watch, value(rules.reclaimAfter())), diagnosis);
	}

	private static @Nullable String holder(PoolTracker<Connection> tracker, int process) {
		for (Hold<Connection> hold : tracker.holds()) {
			if (Connections.process((Connection) hold.connection()) == process) {
				Holder holder = tracker.inspect(hold);
				StackTraceElement site = holder.site();
				return "%s of this instance, %s%s".formatted(holder.thread(), holder.doing().label(),
						(site != null) ? " at " + ApplicationFrames.format(site) : "");
			}
		}
		return null;
	}

	private static <T> @Nullable T value(@Nullable Setting<T> setting) {
		return (setting != null) ? setting.value() : null;
	}

	private static Supplier<DataSource> driver(HikariConfig config, UrlSecrets secrets) {
		return () -> {
			try {
				return (config.getDataSource() != null) ? config.getDataSource() : DriverSource.of(config);
			}
			catch (RuntimeException ex) {
				throw secrets.clean(ex);
			}
		};
	}

	/**
	 * Close idle connections above the maximum, one by one: what is idle is known by its
	 * last handle, which is closed, so that HikariCP closes the connection if it is idle
	 * still, and else when it comes back.
	 */
	void trim() {
		int surplus = this.dataSource.surplus();
		if (surplus > 0) {
			this.guard.alarm();
			this.tracker.idle().stream().limit(surplus).forEach(this.dataSource::evictConnection);
		}
	}

	void look(MonitoredPool pool, PoolListener listener) {
		if (this.dataSource.started()) {
			this.guard.refresh();
		}
		trim();
		this.watch.look(pool, listener);
		this.diagnosis.look(pool);
		this.reclaimer.look(pool);
	}

}
