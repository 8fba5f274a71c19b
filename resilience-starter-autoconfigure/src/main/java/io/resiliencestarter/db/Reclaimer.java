package io.resiliencestarter.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

import io.resiliencestarter.pool.ApplicationFrames;
import io.resiliencestarter.pool.Hold;
import io.resiliencestarter.pool.Holder;
import io.resiliencestarter.pool.MonitoredPool;
import io.resiliencestarter.pool.PoolTracker;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Takes connections back from holds that last longer than the user allows. The connection
 * is taken out of the pool and aborted, never given to somebody else: its holder may be
 * in the middle of a statement. Used by one thread.
 */
class Reclaimer {

	private static final Log logger = LogFactory.getLog(Reclaimer.class);

	private final TrackedDataSource dataSource;

	private final PoolTracker<Connection> tracker;

	private final @Nullable Duration after;

	Reclaimer(TrackedDataSource dataSource, PoolTracker<Connection> tracker, @Nullable Duration after) {
		this.dataSource = dataSource;
		this.tracker = tracker;
		this.after = after;
	}

	void look(MonitoredPool pool) {
		if (this.after == null) {
			return;
		}
		long now = this.tracker.now();
		for (Hold<Connection> hold : this.tracker.holds()) {
			if (hold.nanos(now) >= this.after.toNanos() && !Connections.isClosed(hold.handle())) {
				Holder holder = this.tracker.inspect(hold);
				reclaim(hold);
				log(pool, holder);
			}
		}
	}

	/**
	 * Out of the pool first, so that nobody borrows what is being aborted.
	 */
	private void reclaim(Hold<Connection> hold) {
		Connection physical = (Connection) hold.connection();
		Connections.cancelQuery(physical);
		this.dataSource.evictConnection(hold.handle());
		try {
			physical.abort(Runnable::run);
		}
		catch (SQLException ex) {
			logger.debug("A connection could not be aborted", ex);
		}
	}

	private void log(MonitoredPool pool, Holder holder) {
		StackTraceElement site = (holder.borrowedAt() != null) ? holder.borrowedAt() : holder.now();
		logger.warn("Pool '%s': took back and closed a connection that %s had held for %.1f s, borrowed at %s"
			.formatted(pool.name(), holder.thread(), holder.held().toMillis() / 1000.0,
					(site != null) ? ApplicationFrames.format(site) : "an unknown place"));
	}

}
