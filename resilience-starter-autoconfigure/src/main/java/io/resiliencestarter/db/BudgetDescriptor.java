package io.resiliencestarter.db;

import io.resiliencestarter.budget.Leaseholder.Standing;
import io.resiliencestarter.budget.Share;
import org.jspecify.annotations.Nullable;

/**
 * What a pool may have of the connections that replicas share.
 *
 * @param mode how they are shared
 * @param total what all replicas may have together, {@code null} if no limit is known
 * @param instances how many replicas share it, {@code null} if that is not known
 * @param share what this replica may have, {@code null} if no limit is known
 * @param poolShare what this pool may have of that, {@code null} if no limit is known
 * @param floor what this replica keeps without a lease, {@code null} if there are none
 * @param leaseExpiresInMs how long its lease lasts, {@code null} if it has none
 */
public record BudgetDescriptor(String mode, @Nullable Integer total, @Nullable Integer instances,
		@Nullable Integer share, @Nullable Integer poolShare, @Nullable Integer floor,
		@Nullable Long leaseExpiresInMs) {

	static BudgetDescriptor ofStatic(int replicas, @Nullable Share share) {
		return new BudgetDescriptor(BudgetMode.STATIC.id(), (share != null) ? share.total() : null, replicas,
				(share != null) ? share.instance() : null, (share != null) ? share.pool() : null, null, null);
	}

	static BudgetDescriptor ofShared(Standing standing, int poolShare) {
		return new BudgetDescriptor(BudgetMode.SHARED.id(), known(standing.total()), known(standing.members()),
				standing.share(), poolShare, standing.floor(), standing.leaseMillis());
	}

	private static @Nullable Integer known(int number) {
		return (number > 0) ? number : null;
	}

}
