package io.resiliencestarter.db;

import java.sql.SQLException;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.pool.HikariPool;
import org.jspecify.annotations.Nullable;

/**
 * How many connections a pool opens at most: as many as it was configured to or an
 * operator has set, but not more than the budget allows. Thread-safe; reading waits for
 * nobody.
 */
class PoolSize {

	private static final long SHORT_WAIT_MILLIS = 100;

	private final HikariDataSource dataSource;

	private final int configured;

	private final int configuredMinimum;

	private final Runnable trim;

	private final @Nullable ConnectionPlaces places;

	private int wanted;

	private boolean shared;

	private volatile int allowed = Integer.MAX_VALUE;

	/**
	 * Create the size of a pool.
	 * @param dataSource the pool
	 * @param configured the most connections that it was configured to open
	 * @param configuredMinimum the connections that it was configured to keep
	 * @param trim closes idle connections above the maximum
	 * @param places the places of its connections, {@code null} if they are not counted
	 */
	PoolSize(HikariDataSource dataSource, int configured, int configuredMinimum, Runnable trim,
			@Nullable ConnectionPlaces places) {
		this.dataSource = dataSource;
		this.configured = configured;
		this.configuredMinimum = configuredMinimum;
		this.trim = trim;
		this.places = places;
		this.wanted = configured;
	}

	/**
	 * Return how many connections the pool would open if it could.
	 */
	synchronized int wanted() {
		return this.wanted;
	}

	int configured() {
		return this.configured;
	}

	/**
	 * Return what the budget allows.
	 * @return the number, {@link Integer#MAX_VALUE} if it sets no bounds
	 */
	int allowed() {
		return this.allowed;
	}

	int maximum() {
		return this.dataSource.getMaximumPoolSize();
	}

	/**
	 * Set what the budget allows.
	 * @param most the most connections
	 */
	synchronized void allow(int most) {
		if (most != this.allowed) {
			this.allowed = most;
			apply(Math.min(this.wanted, most));
		}
	}

	/**
	 * Set what the budget allows at this moment, which can be nothing: no connection is
	 * opened above that, whatever the pool tries.
	 * @param most the most connections
	 * @param afterwards the most connections once that has ended
	 * @param end when it ends, in nanoseconds
	 */
	synchronized void lend(int most, int afterwards, long end) {
		this.shared = true;
		if (this.places != null) {
			this.places.setShare(most, afterwards, end);
		}
		allow(Math.max(1, most));
	}

	/**
	 * Return the most connections that there can be on the server.
	 * @return the number of those that there are, or of those that there may be if that
	 * is larger or they cannot be counted
	 */
	int reach() {
		return Math.max(lent(), count());
	}

	/**
	 * Return how many connections there are on the server.
	 */
	int count() {
		return (this.places != null) ? this.places.count() : connections();
	}

	/**
	 * Return how many connections are lent to the pool.
	 */
	int lent() {
		return (this.places != null) ? Math.min(this.allowed, this.places.share()) : this.allowed;
	}

	private int connections() {
		HikariPoolMXBean pool = this.dataSource.getHikariPoolMXBean();
		return (pool != null) ? pool.getTotalConnections() : 0;
	}

	/**
	 * Set how many connections an operator wants.
	 * @param most the most connections
	 * @throws IllegalArgumentException if the budget does not allow them
	 */
	synchronized void want(int most) {
		if (most > this.allowed && !this.shared) {
			throw new IllegalArgumentException("max must be %d at most, the pool's share of resilience.budget, it is %d"
				.formatted(this.allowed, most));
		}
		this.wanted = most;
		apply(Math.min(most, this.allowed));
	}

	/**
	 * Connections above a smaller maximum are closed at once if they are idle, else when
	 * they are borrowed next.
	 */
	private void apply(int max) {
		int before = maximum();
		int min = minimum(max);
		if (max > before) {
			this.dataSource.setMaximumPoolSize(max);
			this.dataSource.setMinimumIdle(min);
			wake();
		}
		else {
			this.dataSource.setMinimumIdle(min);
			this.dataSource.setMaximumPoolSize(max);
		}
		this.trim.run();
		closeUnusedSurplus();
	}

	/**
	 * HikariCP opens connections when somebody begins to wait, but not for those who wait
	 * already.
	 */
	private void wake() {
		if (this.dataSource.getHikariPoolMXBean() instanceof HikariPool hikari
				&& hikari.getThreadsAwaitingConnection() > 0) {
			hikari.addBagItem(hikari.getThreadsAwaitingConnection());
		}
	}

	/**
	 * Return how many callers have use for a connection that is not there.
	 */
	int pressure() {
		HikariPoolMXBean pool = this.dataSource.getHikariPoolMXBean();
		int callers = (pool != null) ? pool.getThreadsAwaitingConnection() : 0;
		return Math.max(callers, (this.places != null) ? this.places.waiting() : 0);
	}

	/**
	 * A pool that was configured to keep all its connections goes on to do so.
	 */
	private int minimum(int max) {
		return (this.configuredMinimum == this.configured) ? max : Math.min(this.configuredMinimum, max);
	}

	/**
	 * Connections that nobody has borrowed yet can only be closed by who borrows them.
	 */
	private void closeUnusedSurplus() {
		HikariPoolMXBean connections = this.dataSource.getHikariPoolMXBean();
		while (connections instanceof HikariPool hikari && hikari.getTotalConnections() > maximum()
				&& hikari.getIdleConnections() > 0) {
			try {
				hikari.evictConnection(hikari.getConnection(SHORT_WAIT_MILLIS));
			}
			catch (SQLException ex) {
				return; // somebody else has borrowed it
			}
		}
	}

}
