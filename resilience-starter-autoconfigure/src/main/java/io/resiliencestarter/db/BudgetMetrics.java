package io.resiliencestarter.db;

import java.util.function.ToIntFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.resiliencestarter.budget.Share;

/**
 * Binds {@code resilience.budget.*} for each pool, unless replicas share nothing. What is
 * not known is no number.
 */
class BudgetMetrics implements MeterBinder {

	private static final String PREFIX = "resilience.budget.";

	private final DbPools pools;

	private final DbBudget budget;

	BudgetMetrics(DbPools pools, DbBudget budget) {
		this.pools = pools;
		this.budget = budget;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		if (this.budget.settings().isEnforced()) {
			this.pools.onAdd((pool) -> bind(pool, registry));
		}
	}

	private void bind(DbPool pool, MeterRegistry registry) {
		Tags tags = Tags.of("pool", pool.name(), "kind", pool.kind().tag());
		gauge(registry, tags, pool, "total", "Connections that all replicas may have together", Share::total);
		gauge(registry, tags, pool, "share", "Connections that this pool may have", Share::pool);
		gauge(registry, tags, pool, "instances", "Replicas that share the connections",
				(share) -> this.budget.settings().budget().replicas());
	}

	private void gauge(MeterRegistry registry, Tags tags, DbPool pool, String name, String description,
			ToIntFunction<Share> value) {
		Gauge.builder(PREFIX + name, () -> {
			Share share = this.budget.share(pool.name());
			return (share != null) ? value.applyAsInt(share) : Double.NaN;
		}).description(description).tags(tags).register(registry);
	}

}
