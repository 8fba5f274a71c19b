package io.resiliencestarter.shutdown;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.resiliencestarter.pool.ApplicationFrames;
import io.resiliencestarter.pool.HoldWatch;
import io.resiliencestarter.pool.Holder;
import io.resiliencestarter.pool.MonitoredPool;
import io.resiliencestarter.pool.PoolConnections;
import io.resiliencestarter.support.SettingFormat;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Waits until the connections of all pools have been given back. Runs after the last
 * request has been answered and before anything closes a pool, so that work in the
 * background can finish too.
 */
class PoolDrain implements SmartLifecycle, Impatient {

	private static final Log logger = LogFactory.getLog(PoolDrain.class);

	/** Web servers end 1024 and 2048 below the default, those who begin work at it. */
	static final int PHASE = DEFAULT_PHASE - 3072;

	private static final long LOOK_MILLIS = 20;

	private final Supplier<Stream<MonitoredPool>> pools;

	private final Duration timeout;

	private volatile CountDownLatch hurried = new CountDownLatch(1);

	private volatile boolean running;

	/**
	 * Create a drain.
	 * @param pools tells the pools
	 * @param timeout how long to wait for all of them
	 */
	PoolDrain(Supplier<Stream<MonitoredPool>> pools, Duration timeout) {
		this.pools = pools;
		this.timeout = timeout;
	}

	@Override
	public void start() {
		this.hurried = new CountDownLatch(1);
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		List<MonitoredPool> used = used();
		if (!used.isEmpty() && !this.timeout.isZero()) {
			logger.info("Waiting up to %s for connections in use (%s)".formatted(SettingFormat.format(this.timeout),
					used.stream().map(PoolDrain::count).collect(Collectors.joining(", "))));
			used = await(used);
		}
		used.forEach(PoolDrain::tell);
	}

	private List<MonitoredPool> await(List<MonitoredPool> used) {
		List<MonitoredPool> left = used;
		long start = System.nanoTime();
		try {
			while (!left.isEmpty() && System.nanoTime() - start < this.timeout.toNanos()
					&& !this.hurried.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
				left = used();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return left;
	}

	private List<MonitoredPool> used() {
		return this.pools.get().filter(PoolDrain::isUsed).toList();
	}

	/**
	 * A pool that cannot be looked at is not waited for; the others are.
	 */
	private static boolean isUsed(MonitoredPool pool) {
		try {
			HoldWatch<?> watch = pool.holdWatch();
			PoolConnections connections = pool.connections();
			return connections.waiting() > 0 || (connections.active() > 0 && (watch == null || watch.hasUnfinished()));
		}
		catch (RuntimeException | Error ex) {
			logger.debug("Pool '%s' cannot be looked at".formatted(pool.name()), ex);
			return false;
		}
	}

	private static String count(MonitoredPool pool) {
		return "'%s': %d".formatted(pool.name(), pool.connections().active());
	}

	private static void tell(MonitoredPool pool) {
		HoldWatch<?> watch = pool.holdWatch();
		List<Holder> holders = (watch != null) ? watch.unfinished() : List.of();
		logger.warn("Pool '%s': closed although connections are in use: %d, %d callers wait%s".formatted(pool.name(),
				pool.connections().active(), pool.connections().waiting(),
				holders.stream().map(PoolDrain::describe).collect(Collectors.joining())));
	}

	private static String describe(Holder holder) {
		StackTraceElement line = (holder.site() != null) ? holder.site() : holder.borrowedAt();
		return String.format(Locale.ROOT, "; %s for %.1f s, %s%s", holder.thread(), holder.held().toMillis() / 1000.0,
				holder.doing().label(), (line != null) ? " at " + ApplicationFrames.format(line) : "");
	}

	@Override
	public void hurry() {
		this.hurried.countDown();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	/**
	 * A context that rests between tests keeps its pools.
	 */
	@Override
	public boolean isPauseable() {
		return false;
	}

}
