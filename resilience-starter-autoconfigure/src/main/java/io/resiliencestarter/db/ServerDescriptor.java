package io.resiliencestarter.db;

import java.time.Instant;
import java.util.Map;

import io.resiliencestarter.budget.Quota;
import io.resiliencestarter.budget.Share;
import io.resiliencestarter.db.ServerCapacity.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the server behind a pool. What is not known is {@code null}.
 *
 * @param product the product and its version
 * @param limit the smallest limit that counts for us
 * @param inUse how many of those are in use, by whomever
 * @param ours how many of them are those of this instance
 * @param headroom how many more can be opened before any limit is reached, by whomever
 * @param limitedBy what sets the limit
 * @param byApplication how many each application has, by its name
 * @param checkedAt when all this was so
 * @param maxSafeReplicas how many replicas with pools like ours fit
 * @param note what could not be found out, and why
 */
public record ServerDescriptor(@Nullable String product, @Nullable Integer limit, @Nullable Integer inUse,
		@Nullable Integer ours, @Nullable Integer headroom, @Nullable String limitedBy,
		@Nullable Map<String, Integer> byApplication, @Nullable Instant checkedAt, @Nullable Integer maxSafeReplicas,
		@Nullable String note) {

	static ServerDescriptor of(ServerLimits limits, @Nullable Share share) {
		ServerCapacity capacity = limits.capacity();
		Usage usage = capacity.usage();
		Quota quota = capacity.smallest();
		return new ServerDescriptor(capacity.product(), (quota != null) ? quota.limit() : null,
				(quota != null) ? quota.used() : null, (usage != null) ? usage.ours() : null, capacity.room(),
				(quota != null) ? quota.name() : capacity.pooled() ? "pooler" : null,
				(usage != null) ? usage.byApplication() : null, limits.checkedAt(),
				(share != null) ? share.replicas() : null, capacity.note());
	}

}
