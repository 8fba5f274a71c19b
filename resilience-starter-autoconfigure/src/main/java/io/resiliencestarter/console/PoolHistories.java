package io.resiliencestarter.console;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.WeakHashMap;

import io.resiliencestarter.console.PoolHistory.Sample;
import io.resiliencestarter.console.PoolHistory.Samples;
import io.resiliencestarter.pool.MonitoredPool;
import io.resiliencestarter.pool.PoolConnections;
import io.resiliencestarter.pool.PoolRegistry;
import io.resiliencestarter.pool.PoolStatus;
import io.resiliencestarter.pool.PoolTracker;

/**
 * The last quarter of an hour of each pool, so that who opens the page while something
 * happens sees how it began. Takes a sample every two seconds, which borrows nothing.
 * Thread-safe.
 */
class PoolHistories {

	static final Duration STEP = Duration.ofSeconds(2);

	static final Duration LENGTH = Duration.ofMinutes(15);

	private static final int CAPACITY = (int) LENGTH.dividedBy(STEP);

	private final List<PoolRegistry<?>> registries;

	private final Clock clock;

	private final Map<MonitoredPool, PoolHistory> histories = new WeakHashMap<>();

	private long last;

	/**
	 * Create empty histories.
	 * @param registries the pools
	 * @param clock tells the time of a sample
	 */
	PoolHistories(List<PoolRegistry<?>> registries, Clock clock) {
		this.registries = List.copyOf(registries);
		this.clock = clock;
	}

	/**
	 * Take a sample if it is time. Called more often than that.
	 */
	synchronized void tick() {
		long now = this.clock.millis();
		if (now / STEP.toMillis() != this.last / STEP.toMillis()) {
			this.last = now;
			pools().forEach((pool) -> sample(pool, now));
		}
	}

	private void sample(MonitoredPool pool, long now) {
		PoolTracker<?> tracker = pool.tracker();
		PoolConnections connections = pool.connections();
		this.histories.computeIfAbsent(pool, (key) -> new PoolHistory(CAPACITY))
			.add(new Sample(now, connections.active(), connections.max(), connections.waiting(),
					(tracker != null) ? tracker.times().acquire().summary().p95Ms() : 0));
	}

	private List<MonitoredPool> pools() {
		return this.registries.stream().<MonitoredPool>flatMap((registry) -> registry.pools().stream()).toList();
	}

	/**
	 * Return the worst status of all pools at this moment.
	 * @param now the current instant
	 */
	PoolStatus status(Instant now) {
		return PoolStatus.worst(pools().stream().map((pool) -> pool.snapshot(now).status()).toList());
	}

	/**
	 * Return the samples of all pools after a time.
	 * @param millis the time in milliseconds since the epoch
	 * @return the samples by the kind and the name of the pool
	 */
	synchronized Map<String, Map<String, Series>> after(long millis) {
		Map<String, Map<String, Series>> series = new TreeMap<>();
		for (MonitoredPool pool : pools()) {
			PoolHistory history = this.histories.get(pool);
			if (history != null) {
				series.computeIfAbsent(pool.kind().tag(), (kind) -> new TreeMap<>())
					.put(pool.name(), new Series(pool.thresholds().warning(), pool.thresholds().critical(),
							history.after(millis)));
			}
		}
		return series;
	}

	/**
	 * What a pool was like.
	 *
	 * @param warning the utilization from which on it is {@code warning}
	 * @param critical the utilization above which it is {@code critical}
	 * @param samples the samples
	 */
	public record Series(double warning, double critical, Samples samples) {
	}

}
