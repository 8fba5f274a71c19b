package io.resiliencestarter.db;

import java.util.Map;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
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

	DbPool(String beanName, HikariDataSource dataSource, Thresholds thresholds, Map<String, Setting<?>> settings,
			@Nullable Tracking tracking) {
		super(beanName, PoolKind.DB, thresholds);
		this.dataSource = dataSource;
		this.settings = Map.copyOf(settings);
		this.tracking = tracking;
	}

	/**
	 * Return the name that HikariCP logs and tags its meters with.
	 * @return the pool name
	 */
	String poolName() {
		String poolName = this.dataSource.getPoolName();
		return (poolName != null) ? poolName : name();
	}

	Map<String, Setting<?>> settings() {
		return this.settings;
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

	@Override
	public PoolConnections connections() {
		int max = this.dataSource.getMaximumPoolSize();
		int min = Math.min(max, this.dataSource.getMinimumIdle());
		HikariPoolMXBean pool = this.dataSource.getHikariPoolMXBean();
		if (pool == null) {
			return new PoolConnections(max, min, 0, 0, 0, 0);
		}
		return new PoolConnections(max, min, pool.getTotalConnections(), pool.getActiveConnections(),
				pool.getIdleConnections(), pool.getThreadsAwaitingConnection());
	}

	/**
	 * Close idle connections above the maximum, which can have been lowered.
	 */
	void trim() {
		if (this.tracking != null) {
			this.tracking.trim();
		}
	}

	@Override
	protected void look(PoolListener listener) {
		if (this.tracking != null) {
			this.tracking.look(this, listener);
		}
	}

}
