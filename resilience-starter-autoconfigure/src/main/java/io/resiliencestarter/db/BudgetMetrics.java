package io.resiliencestarter.db;

import java.util.function.Function;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

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
		gauge(registry, tags, pool, "total", "Connections that all replicas may have together",
				BudgetDescriptor::total);
		gauge(registry, tags, pool, "share", "Connections that this pool may have", BudgetDescriptor::poolShare);
		gauge(registry, tags, pool, "instances", "Replicas that share the connections", BudgetDescriptor::instances);
	}

	private void gauge(MeterRegistry registry, Tags tags, DbPool pool, String name, String description,
			Function<BudgetDescriptor, @Nullable Integer> value) {
		Gauge.builder(PREFIX + name, () -> {
			BudgetDescriptor budget = this.budget.describe(pool);
			return (budget != null) ? value.apply(budget) : null;
		}).description(description).tags(tags).register(registry);
	}

}
