package io.resiliencestarter.shutdown;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.resiliencestarter.pool.ApplicationFrames;
import io.resiliencestarter.pool.CoarseClock;
import io.resiliencestarter.pool.HoldWatch;
import io.resiliencestarter.pool.Holder;
import io.resiliencestarter.pool.MonitoredPool;
import io.resiliencestarter.pool.PoolConnections;
import io.resiliencestarter.pool.PoolTracker;
import io.resiliencestarter.support.SettingFormat;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Waits until the connections of all pools have been given back that somebody used or
 * waited for at the beginning. Runs after the last request has been answered and before
 * anything closes a pool, so that work in the background can finish too.
 */
class PoolDrain extends WaitAtTheEnd {

	private static final Log logger = LogFactory.getLog(PoolDrain.class);

	/** Web servers end 1024 and 2048 below the default, those who begin work at it. */
	static final int PHASE = DEFAULT_PHASE - 3072;

	private static final long LOOK_MILLIS = 20;

	private final Supplier<Stream<MonitoredPool>> pools;

	private final CoarseClock clock;

	private final Duration timeout;

	/**
	 * Create a drain.
	 * @param pools tells the pools
	 * @param clock the clock of their trackers
	 * @param timeout how long to wait for all of them
	 */
	PoolDrain(Supplier<Stream<MonitoredPool>> pools, CoarseClock clock, Duration timeout) {
		super(PHASE);
		this.pools = pools;
		this.clock = clock;
		this.timeout = timeout;
	}

	@Override
	void end() {
		long begun = this.clock.nanos();
		List<MonitoredPool> used = used(begun);
		if (!used.isEmpty() && !this.timeout.isZero()) {
			logger.info("Waiting up to %s for connections in use (%s)".formatted(SettingFormat.format(this.timeout),
					used.stream().map(PoolDrain::count).collect(Collectors.joining(", "))));
			long end = System.nanoTime() + this.timeout.toNanos();
			used = await(begun, end);
			if (used.isEmpty()) {
				// Who waited for a connection at first has one now
				begun = this.clock.nanos();
				used = await(begun, end);
			}
		}
		for (MonitoredPool pool : used) {
			tell(pool, begun);
		}
	}

	private List<MonitoredPool> await(long begunBy, long end) {
		List<MonitoredPool> used = used(begunBy);
		try {
			while (!used.isEmpty() && System.nanoTime() - end < 0 && !isHurriedWithin(LOOK_MILLIS)) {
				used = used(begunBy);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return used;
	}

	private List<MonitoredPool> used(long begunBy) {
		return this.pools.get().filter((pool) -> isUsed(pool, begunBy)).toList();
	}

	/**
	 * Whoever goes on borrowing would never let the application end, so only what has
	 * begun by a time counts. A pool that cannot be looked at is not waited for; the
	 * others are.
	 */
	private boolean isUsed(MonitoredPool pool, long begunBy) {
		try {
			HoldWatch<?> watch = pool.holdWatch();
			PoolTracker<?> tracker = pool.tracker();
			PoolConnections connections = pool.connections();
			if (watch == null || tracker == null) {
				return connections.active() > 0 || connections.waiting() > 0;
			}
			return (connections.active() > 0 && watch.hasUnfinished(begunBy))
					|| (connections.waiting() > 0 && tracker.longestWait() >= this.clock.nanos() - begunBy);
		}
		catch (RuntimeException | Error ex) {
			logger.debug("Pool '%s' cannot be looked at".formatted(pool.name()), ex);
			return false;
		}
	}

	private static String count(MonitoredPool pool) {
		return "'%s': %d".formatted(pool.name(), pool.connections().active());
	}

	private static void tell(MonitoredPool pool, long begunBy) {
		HoldWatch<?> watch = pool.holdWatch();
		List<Holder> holders = (watch != null) ? watch.unfinished(begunBy) : List.of();
		logger.warn("Pool '%s': closed although connections are in use: %d, %d callers wait%s".formatted(pool.name(),
				pool.connections().active(), pool.connections().waiting(),
				holders.stream().map(PoolDrain::describe).collect(Collectors.joining())));
	}

	private static String describe(Holder holder) {
		StackTraceElement line = (holder.site() != null) ? holder.site() : holder.borrowedAt();
		return String.format(Locale.ROOT, "; %s for %.1f s, %s%s", holder.thread(), holder.held().toMillis() / 1000.0,
				holder.doing().label(), (line != null) ? " at " + ApplicationFrames.format(line) : "");
	}

}
