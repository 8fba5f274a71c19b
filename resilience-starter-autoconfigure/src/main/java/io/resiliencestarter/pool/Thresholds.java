package io.resiliencestarter.pool;

/**
 * Utilizations at which a pool changes its status.
 *
 * @param warning the utilization, 0 to 1, from which on a pool is
 * {@link PoolStatus#WARNING}
 * @param critical the utilization, 0 to 1, above which a pool is
 * {@link PoolStatus#CRITICAL}
 */
public record Thresholds(double warning, double critical) {

	/**
	 * Warning from 70% on, critical above 90%.
	 */
	public static final Thresholds DEFAULT = new Thresholds(0.70, 0.90);

	public Thresholds {
		if (!(warning > 0 && warning < critical && critical <= 1)) {
			throw new IllegalArgumentException(
					"0 < warning < critical <= 1 does not hold for warning %s and critical %s".formatted(warning,
							critical));
		}
	}

	/**
	 * Return the status of a started pool.
	 * @param utilization the utilization, 0 to 1
	 * @return the status, one of healthy, warning and critical
	 */
	public PoolStatus classify(double utilization) {
		if (utilization > this.critical) {
			return PoolStatus.CRITICAL;
		}
		return (utilization >= this.warning) ? PoolStatus.WARNING : PoolStatus.HEALTHY;
	}

}
