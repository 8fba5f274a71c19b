package io.resiliencestarter.support;

import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.resiliencestarter.pool.MonitoredPool;
import io.resiliencestarter.pool.PoolConnections;
import io.resiliencestarter.pool.PoolRegistry;

/**
 * Binds {@code resilience.pool.*} for each pool of a registry, also for those that join
 * later. Reading a gauge borrows no connection.
 */
public class PoolMetrics implements MeterBinder {

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
		gauge(registry, pool, "utilization", "Borrowed share of the largest possible pool, 0 to 1",
				PoolConnections::utilization);
		gauge(registry, pool, "active", "Borrowed connections", PoolConnections::active);
		gauge(registry, pool, "max", "Most connections that the pool opens", PoolConnections::max);
		gauge(registry, pool, "waiting", "Threads that wait for a connection", PoolConnections::waiting);
	}

	private void gauge(MeterRegistry registry, MonitoredPool pool, String name, String description,
			ToDoubleFunction<PoolConnections> value) {
		Gauge.builder("resilience.pool." + name, () -> value(pool.name(), value))
			.description(description)
			.tags(Tags.of("pool", pool.name(), "kind", pool.kind().tag()))
			.register(registry);
	}

	/**
	 * Looked up by name: a pool can take the place of another one, whose meters it keeps.
	 */
	private double value(String name, ToDoubleFunction<PoolConnections> value) {
		MonitoredPool pool = this.pools.find(name);
		return (pool != null) ? value.applyAsDouble(pool.connections()) : Double.NaN;
	}

}
