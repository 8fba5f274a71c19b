package io.resiliencestarter.support;

import org.jspecify.annotations.Nullable;

/**
 * Utilizations at which a pool changes its status.
 */
public class ThresholdProperties {

	/**
	 * Utilization from which on the status is warning.
	 */
	private @Nullable Double warning;

	/**
	 * Utilization above which the status is critical.
	 */
	private @Nullable Double critical;

	public @Nullable Double getWarning() {
		return this.warning;
	}

	public void setWarning(@Nullable Double warning) {
		this.warning = warning;
	}

	public @Nullable Double getCritical() {
		return this.critical;
	}

	public void setCritical(@Nullable Double critical) {
		this.critical = critical;
	}

}
