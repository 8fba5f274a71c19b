package io.resiliencestarter.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.resiliencestarter.pool.PoolTracker;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A HikariCP pool that knows who holds its connections and who waits for one, and that
 * turns callers away while waiting is hopeless. A subclass, so that whatever expects
 * HikariCP's own type keeps working.
 */
class TrackedDataSource extends HikariDataSource {

	private static final Log logger = LogFactory.getLog(TrackedDataSource.class);

	private static final long START_LOOK_MILLIS = 10;

	private final ConnectionOpener opener;

	private final PoolTracker<Connection> tracker;

	private final BorrowGuard guard;

	private final BorrowFailures failures;

	private final ReentrantLock starting = new ReentrantLock();

	private final ReentrantLock shrinking = new ReentrantLock();

	private volatile boolean trackingFailed;

	TrackedDataSource(ConnectionOpener opener, PoolTracker<Connection> tracker, BorrowGuard guard,
			BorrowFailures failures) {
		this.opener = opener;
		this.tracker = tracker;
		this.guard = guard;
		this.failures = failures;
	}

	@Override
	public Connection getConnection() throws SQLException {
		long since = this.tracker.now();
		int place = this.tracker.enter(since);
		try {
			Connection connection = this.guard.isIdle() ? borrowFromPool() : borrowGuarded();
			track(connection, since);
			return connection;
		}
		finally {
			this.tracker.leave(place);
		}
	}

	private Connection borrowGuarded() throws SQLException {
		this.guard.enter(this);
		try {
			return started() ? borrowKept() : start();
		}
		finally {
			this.guard.leave();
		}
	}

	/**
	 * Under load, connections go from hand to hand and none is ever found idle: whoever
	 * gets one above a lowered maximum has it closed, and waits for another.
	 */
	private Connection borrowKept() throws SQLException {
		Connection connection = borrowFromPool();
		while (surplus() > 0 && closeSurplus(connection)) {
			connection = borrowFromPool();
		}
		return connection;
	}

	private boolean closeSurplus(Connection connection) {
		this.shrinking.lock();
		try {
			boolean surplus = surplus() > 0;
			if (surplus) {
				evictConnection(connection);
			}
			return surplus;
		}
		finally {
			this.shrinking.unlock();
		}
	}

	/**
	 * Return how many connections there are above the maximum, which can have been
	 * lowered.
	 */
	int surplus() {
		HikariPoolMXBean connections = getHikariPoolMXBean();
		return (connections != null) ? connections.getTotalConnections() - getMaximumPoolSize() : 0;
	}

	private Connection borrowFromPool() throws SQLException {
		try {
			return super.getConnection();
		}
		catch (SQLTransientConnectionException ex) {
			throw started() ? this.failures.timedOut(this, ex) : ex;
		}
	}

	/**
	 * HikariCP lets callers start a pool one after the other for as long as that fails,
	 * and each attempt takes a second at least. Only who starts it holds the lock while
	 * borrowing: the others would wait one after the other once all connections are in
	 * use.
	 */
	private Connection start() throws SQLException {
		if (lockUnlessStarted()) {
			try {
				if (!started()) {
					this.guard.checkBreaker(this);
					Connection connection = borrowFromPool();
					this.guard.refresh();
					return connection;
				}
			}
			catch (PoolInitializationException ex) {
				throw this.failures.notStarted(ex);
			}
			catch (SQLException ex) {
				throw (started() || isClosed() || ex instanceof BorrowRejectedException) ? ex
						: this.failures.notStarted(ex);
			}
			finally {
				this.starting.unlock();
			}
		}
		return borrowKept();
	}

	/**
	 * Who holds the lock can have started the pool and wait for a connection
	 * nevertheless, since others have been faster: hence the look at the pool every now
	 * and then.
	 * @return whether the current thread holds the lock, {@code false} if the pool has
	 * started
	 */
	private boolean lockUnlessStarted() throws SQLException {
		long since = System.nanoTime();
		long timeout = TimeUnit.MILLISECONDS.toNanos(getConnectionTimeout());
		try {
			while (!this.starting.tryLock(START_LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
				if (started()) {
					return false;
				}
				if (System.nanoTime() - since >= timeout) {
					throw this.failures.notStarted(null);
				}
			}
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new SQLException(getPoolName() + " - Interrupted during connection acquisition", ex);
		}
	}

	/**
	 * Whether the pool has been used successfully. Reads memory only.
	 */
	boolean started() {
		return getHikariPoolMXBean() != null;
	}

	/**
	 * A failure of ours must not lose the connection.
	 */
	private void track(Connection connection, long since) {
		try {
			this.tracker.borrowed(connection.unwrap(Connection.class), connection, since);
		}
		catch (SQLException | RuntimeException | Error ex) {
			if (!this.trackingFailed) {
				this.trackingFailed = true;
				logger.warn("A connection could not be tracked; this is logged once", ex);
			}
		}
	}

	@Override
	public void setMaximumPoolSize(int maxPoolSize) {
		super.setMaximumPoolSize(maxPoolSize);
		this.opener.places().setLimit(maxPoolSize);
		this.guard.alarm();
	}

	/**
	 * What measures the pool for others measures it for us too.
	 */
	@Override
	public void setMetricsTrackerFactory(@Nullable MetricsTrackerFactory factory) {
		super.setMetricsTrackerFactory(
				(factory != null) ? new TimedTrackerFactory(factory, this.tracker.times()) : null);
	}

}
