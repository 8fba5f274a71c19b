package io.resiliencestarter.pool;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/**
 * How a pool is doing, from best to worst.
 */
public enum PoolStatus {

	/** The pool has not opened a connection yet. */
	NOT_STARTED,

	/** Utilization is below the warning threshold. */
	HEALTHY,

	/** Utilization lies between the warning and the critical threshold. */
	WARNING,

	/** Utilization is above the critical threshold. */
	CRITICAL,

	/** The server behind the pool cannot be reached. */
	DOWN;

	/**
	 * Return the status of several pools together.
	 * @param statuses the status of each pool
	 * @return the worst of them, or {@link #NOT_STARTED} if there are none
	 */
	public static PoolStatus worst(Collection<PoolStatus> statuses) {
		return statuses.stream().max(Comparator.naturalOrder()).orElse(NOT_STARTED);
	}

	/**
	 * Return the name as endpoints show it.
	 * @return the name in lower-case kebab
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
