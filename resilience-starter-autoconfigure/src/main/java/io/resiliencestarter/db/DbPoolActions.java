package io.resiliencestarter.db;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Changes a pool that runs.
 */
class DbPoolActions {

	private static final Log logger = LogFactory.getLog(DbPoolActions.class);

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

	private void resize(@Nullable Integer max) {
		if (max == null || max < 1 || max > DbPoolSettingsResolver.MAX_CONNECTIONS) {
			throw new IllegalArgumentException("max must be a whole number from 1 to %d, it is %s"
				.formatted(DbPoolSettingsResolver.MAX_CONNECTIONS, max));
		}
		int before = this.pool.size().maximum();
		this.pool.size().want(max);
		logger.info("Pool '%s' was resized from at most %d to at most %d connections, of which it keeps %d"
			.formatted(this.pool.name(), before, max, this.dataSource.getMinimumIdle()));
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
