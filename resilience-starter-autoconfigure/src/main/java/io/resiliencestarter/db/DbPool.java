package io.resiliencestarter.db;

import java.util.Map;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.resiliencestarter.pool.MonitoredPool;
import io.resiliencestarter.pool.PoolConnections;
import io.resiliencestarter.pool.PoolKind;
import io.resiliencestarter.pool.Thresholds;
import io.resiliencestarter.support.Setting;

/**
 * A HikariCP pool that is watched.
 */
class DbPool extends MonitoredPool {

	private final HikariDataSource dataSource;

	private final Map<String, Setting<?>> settings;

	DbPool(String beanName, HikariDataSource dataSource, Thresholds thresholds, Map<String, Setting<?>> settings) {
		super(beanName, PoolKind.DB, thresholds);
		this.dataSource = dataSource;
		this.settings = Map.copyOf(settings);
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

	@Override
	protected boolean started() {
		return this.dataSource.getHikariPoolMXBean() != null;
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

}
