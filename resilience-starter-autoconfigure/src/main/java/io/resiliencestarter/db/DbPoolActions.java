package io.resiliencestarter.db;

import java.sql.SQLException;
import java.util.Objects;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.pool.HikariPool;
import io.resiliencestarter.support.Setting;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Changes a pool that runs.
 */
class DbPoolActions {

	private static final Log logger = LogFactory.getLog(DbPoolActions.class);

	private static final long SHORT_WAIT_MILLIS = 100;

	private final DbPool pool;

	private final HikariDataSource dataSource;

	DbPoolActions(DbPool pool, HikariDataSource dataSource) {
		this.pool = pool;
		this.dataSource = dataSource;
	}

	/**
	 * Perform an action.
	 * @param action its name
	 * @param max the most connections, for {@code resize}
	 * @throws IllegalArgumentException if there is no such action, or it lacks what it
	 * needs
	 */
	void perform(String action, @Nullable Integer max) {
		switch (action) {
			case "resize" -> resize(max);
			case "evict" -> evict();
			default ->
				throw new IllegalArgumentException("action must be 'resize' or 'evict', it is '%s'".formatted(action));
		}
	}

	/**
	 * Connections above a smaller maximum are closed at once if they are idle, else when
	 * they are borrowed next.
	 */
	private void resize(@Nullable Integer max) {
		if (max == null || max < 1 || max > DbPoolSettingsResolver.MAX_CONNECTIONS) {
			throw new IllegalArgumentException("max must be a whole number from 1 to %d, it is %s"
				.formatted(DbPoolSettingsResolver.MAX_CONNECTIONS, max));
		}
		int before = this.dataSource.getMaximumPoolSize();
		int min = minimum(max);
		if (max > before) {
			this.dataSource.setMaximumPoolSize(max);
			this.dataSource.setMinimumIdle(min);
		}
		else {
			this.dataSource.setMinimumIdle(min);
			this.dataSource.setMaximumPoolSize(max);
		}
		this.pool.trim();
		closeUnusedSurplus();
		logger.info("Pool '%s' was resized from at most %d to at most %d connections, of which it keeps %d"
			.formatted(this.pool.name(), before, max, min));
	}

	/**
	 * A pool that was configured to keep all its connections goes on to do so.
	 */
	private int minimum(int max) {
		int configured = configured(HikariProperty.MINIMUM_IDLE);
		return (configured == configured(HikariProperty.MAXIMUM_POOL_SIZE)) ? max : Math.min(configured, max);
	}

	private int configured(HikariProperty<Integer> property) {
		Setting<?> setting = Objects.requireNonNull(this.pool.settings().get(property.name()));
		return (Integer) setting.value();
	}

	/**
	 * Connections that nobody has borrowed yet can only be closed by who borrows them.
	 */
	private void closeUnusedSurplus() {
		HikariPoolMXBean connections = this.dataSource.getHikariPoolMXBean();
		while (connections instanceof HikariPool hikari
				&& hikari.getTotalConnections() > this.dataSource.getMaximumPoolSize()
				&& hikari.getIdleConnections() > 0) {
			try {
				hikari.evictConnection(hikari.getConnection(SHORT_WAIT_MILLIS));
			}
			catch (SQLException ex) {
				return; // somebody else has borrowed it
			}
		}
	}

	/**
	 * Idle connections are replaced now, borrowed ones when they come back.
	 */
	private void evict() {
		HikariPoolMXBean connections = this.dataSource.getHikariPoolMXBean();
		if (connections != null) {
			connections.softEvictConnections();
		}
		logger.info("Pool '%s' renews its connections".formatted(this.pool.name()));
	}

}
