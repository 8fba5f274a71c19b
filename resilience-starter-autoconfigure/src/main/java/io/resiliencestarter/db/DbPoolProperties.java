package io.resiliencestarter.db;

import java.time.Duration;

import io.resiliencestarter.support.ThresholdProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.NestedConfigurationProperty;

/**
 * Settings of one database pool. {@code null} where the user has set nothing, so that the
 * next place in the order of precedence is asked.
 */
public class DbPoolProperties {

	/**
	 * Connections that the pool keeps.
	 */
	private @Nullable Integer poolSize;

	/**
	 * Connections above the pool size that the pool opens under load.
	 */
	private @Nullable Integer maxOverflow;

	/**
	 * Time that a caller waits for a connection.
	 */
	private @Nullable Duration poolTimeout;

	/**
	 * Age at which a connection is replaced. -1 means never.
	 */
	private @Nullable Duration poolRecycle;

	/**
	 * Time that opening a connection may take, set on the driver.
	 */
	private @Nullable Duration connectTimeout;

	/**
	 * Time that a read from the server may take, set on the driver. Unlimited if not set.
	 */
	private @Nullable Duration socketTimeout;

	/**
	 * Time after which an idle connection is probed. 0 means never.
	 */
	private @Nullable Duration keepalive;

	/**
	 * Provider of the database, recognized from the URL unless named.
	 */
	private @Nullable DbProvider provider;

	/**
	 * Utilizations at which the status changes.
	 */
	@NestedConfigurationProperty
	private final ThresholdProperties thresholds = new ThresholdProperties();

	public @Nullable Integer getPoolSize() {
		return this.poolSize;
	}

	public void setPoolSize(@Nullable Integer poolSize) {
		this.poolSize = poolSize;
	}

	public @Nullable Integer getMaxOverflow() {
		return this.maxOverflow;
	}

	public void setMaxOverflow(@Nullable Integer maxOverflow) {
		this.maxOverflow = maxOverflow;
	}

	public @Nullable Duration getPoolTimeout() {
		return this.poolTimeout;
	}

	public void setPoolTimeout(@Nullable Duration poolTimeout) {
		this.poolTimeout = poolTimeout;
	}

	public @Nullable Duration getPoolRecycle() {
		return this.poolRecycle;
	}

	public void setPoolRecycle(@Nullable Duration poolRecycle) {
		this.poolRecycle = poolRecycle;
	}

	public @Nullable Duration getConnectTimeout() {
		return this.connectTimeout;
	}

	public void setConnectTimeout(@Nullable Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
	}

	public @Nullable Duration getSocketTimeout() {
		return this.socketTimeout;
	}

	public void setSocketTimeout(@Nullable Duration socketTimeout) {
		this.socketTimeout = socketTimeout;
	}

	public @Nullable Duration getKeepalive() {
		return this.keepalive;
	}

	public void setKeepalive(@Nullable Duration keepalive) {
		this.keepalive = keepalive;
	}

	public @Nullable DbProvider getProvider() {
		return this.provider;
	}

	public void setProvider(@Nullable DbProvider provider) {
		this.provider = provider;
	}

	public ThresholdProperties getThresholds() {
		return this.thresholds;
	}

}
