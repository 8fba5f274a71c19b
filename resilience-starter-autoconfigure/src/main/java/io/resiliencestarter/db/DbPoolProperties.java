package io.resiliencestarter.db;

import java.time.Duration;

import io.resiliencestarter.breaker.PoolBreakerProperties;
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
	 * Time that a statement may take, set on the driver where no pooler is in between.
	 * Unlimited if not set.
	 */
	private @Nullable Duration statementTimeout;

	/**
	 * Whether SQL is logged, without its parameters.
	 */
	private @Nullable Boolean echo;

	/**
	 * Whether the server is asked what it is doing when callers get no connection,
	 * through a connection outside of the pool, for two seconds and twice a minute at
	 * most.
	 */
	private @Nullable Boolean serverEvidence;

	/**
	 * Whether PostgreSQL compiles queries just in time, where no pooler is in between.
	 * Left to the server if not set.
	 */
	private @Nullable Boolean jit;

	/**
	 * Most callers that wait for a connection. More are rejected at once; 0 means that
	 * nobody waits. Unlimited if not set.
	 */
	private @Nullable Integer maxWaiting;

	/**
	 * Time above which one WARN line tells of a connection in use.
	 */
	private @Nullable Duration slowHoldThreshold;

	/**
	 * Time above which a connection in use is suspected to be lost.
	 */
	private @Nullable Duration leakThreshold;

	/**
	 * Time above which a connection in use is taken back. Never if not set.
	 */
	private @Nullable Duration reclaimAfter;

	/**
	 * Name that the server shows for the connections, before the id of the instance. Name
	 * of the application if not set.
	 */
	private @Nullable String applicationName;

	/**
	 * Provider of the database, recognized from the URL unless named.
	 */
	private @Nullable DbProvider provider;

	/**
	 * Utilizations at which the status changes.
	 */
	@NestedConfigurationProperty
	private final ThresholdProperties thresholds = new ThresholdProperties();

	/**
	 * When callers are rejected because no connection can be opened.
	 */
	@NestedConfigurationProperty
	private final PoolBreakerProperties breaker = new PoolBreakerProperties();

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

	public @Nullable Duration getStatementTimeout() {
		return this.statementTimeout;
	}

	public void setStatementTimeout(@Nullable Duration statementTimeout) {
		this.statementTimeout = statementTimeout;
	}

	public @Nullable Boolean getEcho() {
		return this.echo;
	}

	public void setEcho(@Nullable Boolean echo) {
		this.echo = echo;
	}

	public @Nullable Boolean getServerEvidence() {
		return this.serverEvidence;
	}

	public void setServerEvidence(@Nullable Boolean serverEvidence) {
		this.serverEvidence = serverEvidence;
	}

	public @Nullable Boolean getJit() {
		return this.jit;
	}

	public void setJit(@Nullable Boolean jit) {
		this.jit = jit;
	}

	public @Nullable Integer getMaxWaiting() {
		return this.maxWaiting;
	}

	public void setMaxWaiting(@Nullable Integer maxWaiting) {
		this.maxWaiting = maxWaiting;
	}

	public @Nullable Duration getSlowHoldThreshold() {
		return this.slowHoldThreshold;
	}

	public void setSlowHoldThreshold(@Nullable Duration slowHoldThreshold) {
		this.slowHoldThreshold = slowHoldThreshold;
	}

	public @Nullable Duration getLeakThreshold() {
		return this.leakThreshold;
	}

	public void setLeakThreshold(@Nullable Duration leakThreshold) {
		this.leakThreshold = leakThreshold;
	}

	public @Nullable Duration getReclaimAfter() {
		return this.reclaimAfter;
	}

	public void setReclaimAfter(@Nullable Duration reclaimAfter) {
		this.reclaimAfter = reclaimAfter;
	}

	public @Nullable String getApplicationName() {
		return this.applicationName;
	}

	public void setApplicationName(@Nullable String applicationName) {
		this.applicationName = applicationName;
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

	public PoolBreakerProperties getBreaker() {
		return this.breaker;
	}

}
