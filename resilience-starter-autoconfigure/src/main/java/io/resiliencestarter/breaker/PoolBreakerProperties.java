package io.resiliencestarter.breaker;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Settings of the breaker of a pool. {@code null} where the user has set nothing.
 */
public class PoolBreakerProperties {

	/**
	 * Whether a breaker rejects callers while no connection can be opened.
	 */
	private @Nullable Boolean enabled;

	/**
	 * Failures in a row to open a connection that open the breaker.
	 */
	private @Nullable Integer failureThreshold;

	/**
	 * Time for which an open breaker rejects callers.
	 */
	private @Nullable Duration openFor;

	/**
	 * Connections that a half-open breaker must see opened to close.
	 */
	private @Nullable Integer successThreshold;

	public @Nullable Boolean getEnabled() {
		return this.enabled;
	}

	public void setEnabled(@Nullable Boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable Integer getFailureThreshold() {
		return this.failureThreshold;
	}

	public void setFailureThreshold(@Nullable Integer failureThreshold) {
		this.failureThreshold = failureThreshold;
	}

	public @Nullable Duration getOpenFor() {
		return this.openFor;
	}

	public void setOpenFor(@Nullable Duration openFor) {
		this.openFor = openFor;
	}

	public @Nullable Integer getSuccessThreshold() {
		return this.successThreshold;
	}

	public void setSuccessThreshold(@Nullable Integer successThreshold) {
		this.successThreshold = successThreshold;
	}

}
