package io.resiliencestarter.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.pool.HikariPool;
import io.resiliencestarter.breaker.Breaker;
import io.resiliencestarter.diagnosis.DiagnosedPool;
import io.resiliencestarter.diagnosis.Diagnostician;
import io.resiliencestarter.pool.HoldWatch;
import io.resiliencestarter.pool.MonitoredPool;
import io.resiliencestarter.pool.PoolConnections;
import io.resiliencestarter.pool.PoolKind;
import io.resiliencestarter.pool.PoolListener;
import io.resiliencestarter.pool.PoolTracker;
import io.resiliencestarter.pool.Thresholds;
import io.resiliencestarter.support.Setting;
import org.jspecify.annotations.Nullable;

/**
 * A HikariCP pool that is watched and, unless it had started before it could be, tracked.
 */
class DbPool extends MonitoredPool implements DiagnosedPool {

	private final HikariDataSource dataSource;

	private final Map<String, Setting<?>> settings;

	private final @Nullable Tracking tracking;

	private final ServerLimits limits;

	private final PoolSize size;

	DbPool(String beanName, HikariDataSource dataSource, Thresholds thresholds, Map<String, Setting<?>> settings,
			@Nullable Tracking tracking, ServerLimits limits) {
		super(beanName, PoolKind.DB, thresholds);
		this.dataSource = dataSource;
		this.settings = Map.copyOf(settings);
		this.tracking = tracking;
		this.limits = limits;
		this.size = new PoolSize(dataSource, configured(HikariProperty.MAXIMUM_POOL_SIZE),
				configured(HikariProperty.MINIMUM_IDLE), this::trim,
				(tracking != null) ? tracking.opener().places() : null);
	}

	private int configured(HikariProperty<Integer> property) {
		Setting<?> setting = Objects.requireNonNull(this.settings.get(property.name()));
		return (Integer) setting.value();
	}

	/**
	 * Return the name that HikariCP logs and tags its meters with.
	 * @return the pool name
	 */
	String poolName() {
		String poolName = this.dataSource.getPoolName();
		return (poolName != null) ? poolName : name();
	}

	/**
	 * Return the effective settings. The budget can have made the pool smaller than it
	 * was configured to be.
	 * @return the settings, by the name that the endpoint shows
	 */
	Map<String, Setting<?>> settings() {
		if (this.size.allowed() >= this.size.configured()) {
			return this.settings;
		}
		Map<String, Setting<?>> settings = new HashMap<>(this.settings);
		settings.replaceAll((name, setting) -> isSize(name) ? withinBudget(setting) : setting);
		return settings;
	}

	private static boolean isSize(String name) {
		return name.equals(HikariProperty.MAXIMUM_POOL_SIZE.name()) || name.equals(HikariProperty.MINIMUM_IDLE.name());
	}

	private Setting<?> withinBudget(Setting<?> setting) {
		int allowed = this.size.allowed();
		return ((Integer) setting.value() <= allowed) ? setting : new Setting<>(allowed,
				"resilience.budget, which allows less than %s from %s".formatted(setting.value(), setting.origin()),
				false);
	}

	ServerLimits limits() {
		return this.limits;
	}

	PoolSize size() {
		return this.size;
	}

	@Nullable Breaker breaker() {
		return (this.tracking != null) ? this.tracking.breaker() : null;
	}

	DbPoolActions actions() {
		return new DbPoolActions(this, this.dataSource);
	}

	@Override
	public @Nullable PoolTracker<?> tracker() {
		return (this.tracking != null) ? this.tracking.tracker() : null;
	}

	@Override
	public @Nullable HoldWatch<?> holdWatch() {
		return (this.tracking != null) ? this.tracking.watch() : null;
	}

	@Override
	public @Nullable Diagnostician diagnostician() {
		return (this.tracking != null) ? this.tracking.diagnosis().diagnostician() : null;
	}

	@Override
	public long inquiries() {
		return (this.tracking != null) ? this.tracking.diagnosis().inquiry().asked() : 0;
	}

	@Override
	protected boolean started() {
		return this.dataSource.getHikariPoolMXBean() != null;
	}

	/**
	 * With connections left, those who have one still can use it.
	 */
	@Override
	protected boolean down() {
		return this.tracking != null && this.tracking.opener().failure() != null && connections().total() == 0;
	}

	/**
	 * A connection through which the server is asked about itself is as good as idle.
	 */
	@Override
	public PoolConnections connections() {
		int max = this.dataSource.getMaximumPoolSize();
		int min = Math.min(max, this.dataSource.getMinimumIdle());
		HikariPoolMXBean pool = this.dataSource.getHikariPoolMXBean();
		if (pool == null) {
			return new PoolConnections(max, min, 0, 0, 0, 0);
		}
		int ours = (this.limits.isBorrowing() && pool.getActiveConnections() > 0) ? 1 : 0;
		return new PoolConnections(max, min, pool.getTotalConnections(),
				Math.max(0, pool.getActiveConnections() - ours), pool.getIdleConnections() + ours,
				pool.getThreadsAwaitingConnection());
	}

	/**
	 * Take connections back from who holds them, since there is no right to them.
	 * @param count how many
	 */
	void takeBack(int count) {
		if (this.tracking != null) {
			this.tracking.reclaimer().takeBack(count, this);
		}
	}

	/**
	 * Return a connection for a look at the server: one of the pool, past those who count
	 * who borrows, or while it has none, one beside it.
	 * @param wait how long to wait for one of the pool, in milliseconds
	 * @param urgent whether to open one beside the pool if none comes free
	 * @return the connection, to be closed soon, {@code null} if there is none
	 * @throws SQLException if none can be had
	 */
	@Nullable Connection look(long wait, boolean urgent) throws SQLException {
		if (this.dataSource.getHikariPoolMXBean() instanceof HikariPool pool && pool.getTotalConnections() > 0) {
			try {
				return pool.getConnection(wait);
			}
			catch (SQLTransientConnectionException ex) {
				if (!urgent) {
					throw ex;
				}
			}
		}
		return (this.tracking != null) ? this.tracking.opener().openForALook() : null;
	}

	HikariDataSource dataSource() {
		return this.dataSource;
	}

	/**
	 * Close idle connections above the maximum, which can have been lowered.
	 */
	private void trim() {
		if (this.tracking != null) {
			this.tracking.trim();
		}
	}

	@Override
	protected void look(PoolListener listener) {
		if (this.tracking != null) {
			this.tracking.look(this, listener);
		}
		this.limits.look(this.dataSource);
	}

}
