package io.resiliencestarter.db;

import io.resiliencestarter.budget.Share;
import org.jspecify.annotations.Nullable;

/**
 * What a pool may have of the connections that replicas share.
 *
 * @param mode how they are shared
 * @param total what all replicas may have together, {@code null} if no limit is known
 * @param instances how many replicas share it
 * @param share what this replica may have, {@code null} if no limit is known
 * @param poolShare what this pool may have of that, {@code null} if no limit is known
 */
public record BudgetDescriptor(String mode, @Nullable Integer total, int instances, @Nullable Integer share,
		@Nullable Integer poolShare) {

	static @Nullable BudgetDescriptor of(BudgetSettings settings, @Nullable Share share) {
		if (!settings.isEnforced()) {
			return null;
		}
		return new BudgetDescriptor(settings.mode().id(), (share != null) ? share.total() : null,
				settings.budget().replicas(), (share != null) ? share.instance() : null,
				(share != null) ? share.pool() : null);
	}

}
