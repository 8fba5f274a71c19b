package io.resiliencestarter.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import io.resiliencestarter.pool.ApplicationFrames;
import io.resiliencestarter.pool.Hold;
import io.resiliencestarter.pool.HoldWatch;
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

	private final HoldWatch<Connection> watch;

	private final @Nullable Duration after;

	Reclaimer(TrackedDataSource dataSource, PoolTracker<Connection> tracker, HoldWatch<Connection> watch,
			@Nullable Duration after) {
		this.dataSource = dataSource;
		this.tracker = tracker;
		this.watch = watch;
		this.after = after;
	}

	void look(MonitoredPool pool) {
		if (this.after == null) {
			return;
		}
		long now = this.tracker.now();
		for (Hold<Connection> hold : this.tracker.holds()) {
			if (hold.nanos(now) >= this.after.toNanos()) {
				Holder holder = this.tracker.inspect(hold);
				if (reclaim(hold)) {
					this.watch.forget(hold);
					log(pool, holder);
				}
			}
		}
	}

	/**
	 * Take back connections that there is no right to any more, from those who hold them
	 * for the shortest time: they lose least.
	 * @param count how many
	 * @param pool the pool
	 * @return how many could be taken back
	 */
	int takeBack(int count, MonitoredPool pool) {
		long now = this.tracker.now();
		List<Hold<Connection>> holds = this.tracker.holds()
			.stream()
			.sorted(Comparator.comparingLong((Hold<Connection> hold) -> hold.nanos(now)))
			.toList();
		int taken = 0;
		for (Hold<Connection> hold : holds) {
			if (taken < count && reclaim(hold)) {
				taken++;
			}
		}
		if (taken > 0) {
			logger.warn("Pool '%s': took back and closed %d connections, as the lease of resilience.budget ends"
				.formatted(pool.name(), taken));
		}
		return taken;
	}

	/**
	 * Out of the pool first. What was given back at the last moment can be in other hands
	 * already; it is only marked, and closed when it comes back. A running statement
	 * loses its handle too, but not before the connection is closed.
	 */
	private boolean reclaim(Hold<Connection> hold) {
		Connection physical = (Connection) hold.connection();
		Runnable canceller = Connections.canceller(physical);
		this.dataSource.evictConnection(hold.handle());
		if (Connections.isClosed(hold.handle()) && !Connections.isClosed(physical)) {
			return false;
		}
		try {
			physical.abort(Runnable::run);
		}
		catch (SQLException ex) {
			logger.debug("A connection could not be aborted", ex);
		}
		cancel(canceller);
		return true;
	}

	/**
	 * It takes seconds to reach a server that does not answer.
	 */
	private static void cancel(Runnable canceller) {
		Thread thread = new Thread(canceller, "resilience-cancel");
		thread.setDaemon(true);
		thread.start();
	}

	private void log(MonitoredPool pool, Holder holder) {
		StackTraceElement site = (holder.borrowedAt() != null) ? holder.borrowedAt() : holder.now();
		logger.warn(String.format(Locale.ROOT,
				"Pool '%s': took back and closed a connection that %s had held for %.1f s, borrowed at %s", pool.name(),
				holder.thread(), holder.held().toMillis() / 1000.0,
				(site != null) ? ApplicationFrames.format(site) : "an unknown place"));
	}

}
