package io.resiliencestarter.db;

import java.sql.Connection;
import java.sql.SQLException;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a pool that nobody needs at this moment.
 */
final class IdleConnection {

	private static final long SHORT_WAIT_MILLIS = 1;

	private static final long TURN_MILLIS = 500;

	private IdleConnection() {
	}

	/**
	 * Return whether there is one: never the last one of a pool that is in use.
	 * @param dataSource the pool
	 * @return whether a connection can be taken, as it seems at this moment
	 */
	static boolean isThere(HikariDataSource dataSource) {
		return pool(dataSource) != null;
	}

	private static @Nullable HikariPool pool(HikariDataSource dataSource) {
		if (!(dataSource.getHikariPoolMXBean() instanceof HikariPool pool) || pool.getThreadsAwaitingConnection() > 0) {
			return null;
		}
		int idle = pool.getIdleConnections();
		return (idle > 1 || (idle == 1 && pool.getActiveConnections() == 0)) ? pool : null;
	}

	/**
	 * Take one, past those who count who borrows.
	 * @param dataSource the pool
	 * @return the connection, {@code null} if there is none
	 * @throws SQLException if another one was faster
	 */
	static @Nullable Connection take(HikariDataSource dataSource) throws SQLException {
		HikariPool pool = pool(dataSource);
		return (pool != null) ? pool.getConnection(SHORT_WAIT_MILLIS) : null;
	}

	/**
	 * Take the next one that comes back, past those who count who borrows.
	 * @param dataSource the pool
	 * @return the connection, {@code null} if the pool has none
	 * @throws SQLException if none came back in time
	 */
	static @Nullable Connection takeInTurn(HikariDataSource dataSource) throws SQLException {
		return (dataSource.getHikariPoolMXBean() instanceof HikariPool pool) ? pool.getConnection(TURN_MILLIS) : null;
	}

}
