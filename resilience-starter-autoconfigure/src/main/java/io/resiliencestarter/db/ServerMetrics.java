package io.resiliencestarter.db;

import java.util.function.Function;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.resiliencestarter.budget.Quota;
import org.jspecify.annotations.Nullable;

/**
 * Binds {@code resilience.pool.server.*} for each pool: what is known of the server's
 * limit. Reading a meter asks nobody, and does not count as wanting to know. What is not
 * known is no number, and neither is a use that was seen too long ago.
 */
class ServerMetrics implements MeterBinder {

	private static final String PREFIX = "resilience.pool.server.";

	private final DbPools pools;

	ServerMetrics(DbPools pools) {
		this.pools = pools;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.pools.onAdd((pool) -> {
			Tags tags = Tags.of("pool", pool.name(), "kind", pool.kind().tag());
			gauge(registry, tags, pool.name(), "limit", "Connections that the server lets in",
					(limits) -> quota(limits, Quota::limit));
			gauge(registry, tags, pool.name(), "in.use", "Connections to the server, by whomever",
					(limits) -> limits.isFresh() ? quota(limits, Quota::used) : null);
		});
	}

	private static @Nullable Integer quota(ServerLimits limits, Function<Quota, @Nullable Integer> value) {
		Quota smallest = limits.capacity().smallest();
		return (smallest != null) ? value.apply(smallest) : null;
	}

	/**
	 * One pool can take the place of another one, whose meters it keeps.
	 */
	private void gauge(MeterRegistry registry, Tags tags, String pool, String name, String description,
			Function<ServerLimits, @Nullable Integer> value) {
		Gauge.builder(PREFIX + name, () -> {
			DbPool current = this.pools.find(pool);
			return (current != null) ? value.apply(current.limits()) : null;
		}).description(description).tags(tags).register(registry);
	}

}
