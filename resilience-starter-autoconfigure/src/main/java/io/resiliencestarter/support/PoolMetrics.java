package io.resiliencestarter.support;

import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.resiliencestarter.diagnosis.Cause;
import io.resiliencestarter.diagnosis.DiagnosedPool;
import io.resiliencestarter.diagnosis.Diagnostician;
import io.resiliencestarter.pool.HoldWatch;
import io.resiliencestarter.pool.LatencyWindow;
import io.resiliencestarter.pool.MonitoredPool;
import io.resiliencestarter.pool.PoolConnections;
import io.resiliencestarter.pool.PoolRegistry;
import io.resiliencestarter.pool.PoolTimes;
import io.resiliencestarter.pool.PoolTracker;

/**
 * Binds {@code resilience.pool.*} for each pool of a registry, also for those that join
 * later. Reading a meter borrows no connection. Each meter looks its pool up by name: one
 * pool can take the place of another one, whose meters it keeps.
 */
public class PoolMetrics implements MeterBinder {

	private static final String PREFIX = "resilience.pool.";

	private final PoolRegistry<?> pools;

	/**
	 * Create the binder.
	 * @param pools the pools
	 */
	public PoolMetrics(PoolRegistry<?> pools) {
		this.pools = pools;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.pools.onAdd((pool) -> bind(pool, registry));
	}

	private void bind(MonitoredPool pool, MeterRegistry registry) {
		Tags tags = Tags.of("pool", pool.name(), "kind", pool.kind().tag());
		gauge(registry, tags, pool, "utilization", "Borrowed share of the largest possible pool, 0 to 1",
				PoolConnections::utilization);
		gauge(registry, tags, pool, "active", "Borrowed connections", PoolConnections::active);
		gauge(registry, tags, pool, "open", "Open connections, borrowed or not", PoolConnections::total);
		gauge(registry, tags, pool, "max", "Most connections that the pool opens", PoolConnections::max);
		gauge(registry, tags, pool, "waiting", "Threads that wait for a connection", PoolConnections::waiting);
		if (pool.tracker() != null) {
			bindUse(pool.name(), tags, registry);
		}
	}

	private void bindUse(String pool, Tags tags, MeterRegistry registry) {
		FunctionTimer.builder(PREFIX + "acquire", this,
				(self) -> self.tracked(pool, (tracker) -> tracker.times().acquire().count()),
				(self) -> self.tracked(pool, (tracker) -> tracker.times().acquire().totalNanos()), TimeUnit.NANOSECONDS)
			.description("Wait for a connection, with success or without")
			.tags(tags)
			.register(registry);
		percentile(registry, tags, pool, "acquire", "Wait for a connection that 95% of the last minute's were below",
				PoolTimes::acquire);
		percentile(registry, tags, pool, "hold", "Hold of a connection that 95% of the last minute's were below",
				PoolTimes::hold);
		counter(registry, tags, "timeouts", "Callers that got no connection in time",
				(self) -> self.tracked(pool, PoolTracker::timeouts));
		counter(registry, tags, "rejected", "Callers that were turned away at once",
				(self) -> self.tracked(pool, PoolTracker::rejections));
		counter(registry, tags, "holds.slow", "Connections held for longer than the slow-hold threshold",
				(self) -> self.watched(pool, HoldWatch::slowHolds));
		counter(registry, tags, "leaks.suspected", "Connections held for longer than the leak threshold",
				(self) -> self.watched(pool, HoldWatch::suspectedLeaks));
		counter(registry, tags, "server.inquiries", "How often the server was asked what it is doing",
				(self) -> (self.pools.find(pool) instanceof DiagnosedPool diagnosed) ? diagnosed.inquiries() : 0);
		for (Cause cause : Cause.values()) {
			if (cause != Cause.NONE) {
				counter(registry, tags.and("cause", cause.label()), "incidents",
						"Times in which callers got no connection, by the cause found first",
						(self) -> self.incidents(pool, cause));
			}
		}
	}

	private void gauge(MeterRegistry registry, Tags tags, MonitoredPool pool, String name, String description,
			ToDoubleFunction<PoolConnections> value) {
		Gauge.builder(PREFIX + name, () -> value(pool.name(), value))
			.description(description)
			.tags(tags)
			.register(registry);
	}

	/**
	 * One number in place of a histogram: Prometheus can show it, but not merge it.
	 */
	private void percentile(MeterRegistry registry, Tags tags, String pool, String name, String description,
			Function<PoolTimes, LatencyWindow> window) {
		TimeGauge.builder(PREFIX + name + ".p95", this, TimeUnit.MILLISECONDS, (self) -> self.percentile(pool, window))
			.description(description)
			.tags(tags)
			.register(registry);
	}

	private void counter(MeterRegistry registry, Tags tags, String name, String description,
			ToDoubleFunction<PoolMetrics> value) {
		FunctionCounter.builder(PREFIX + name, this, value).description(description).tags(tags).register(registry);
	}

	private double value(String name, ToDoubleFunction<PoolConnections> value) {
		MonitoredPool pool = this.pools.find(name);
		return (pool != null) ? value.applyAsDouble(pool.connections()) : Double.NaN;
	}

	private double percentile(String name, Function<PoolTimes, LatencyWindow> window) {
		MonitoredPool pool = this.pools.find(name);
		PoolTracker<?> tracker = (pool != null) ? pool.tracker() : null;
		return (tracker != null) ? window.apply(tracker.times()).summary().p95Ms() : Double.NaN;
	}

	private long tracked(String name, ToLongFunction<PoolTracker<?>> value) {
		MonitoredPool pool = this.pools.find(name);
		PoolTracker<?> tracker = (pool != null) ? pool.tracker() : null;
		return (tracker != null) ? value.applyAsLong(tracker) : 0;
	}

	private long incidents(String name, Cause cause) {
		Diagnostician diagnostician = (this.pools.find(name) instanceof DiagnosedPool pool) ? pool.diagnostician()
				: null;
		return (diagnostician != null) ? diagnostician.opened(cause) : 0;
	}

	private long watched(String name, ToLongFunction<HoldWatch<?>> value) {
		MonitoredPool pool = this.pools.find(name);
		HoldWatch<?> watch = (pool != null) ? pool.holdWatch() : null;
		return (watch != null) ? value.applyAsLong(watch) : 0;
	}

}
