package io.resiliencestarter.redis;

import java.time.Duration;

import io.resiliencestarter.breaker.PoolBreakerProperties;
import io.resiliencestarter.support.ThresholdProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

/**
 * Settings of the Redis pool. {@code null} where the user has set nothing, so that the
 * next place in the order of precedence is asked.
 */
@ConfigurationProperties("resilience.redis")
public class RedisPoolProperties {

	/**
	 * Whether the Redis pool is tuned and watched.
	 */
	private boolean enabled = true;

	/**
	 * Most connections that the pool opens.
	 */
	private @Nullable Integer maxConnections;

	/**
	 * Time that a caller waits for a connection.
	 */
	private @Nullable Duration poolTimeout;

	/**
	 * Time that a command may take.
	 */
	private @Nullable Duration socketTimeout;

	/**
	 * Time that opening a connection may take.
	 */
	private @Nullable Duration connectTimeout;

	/**
	 * Whether idle connections are kept alive by TCP.
	 */
	private @Nullable Boolean keepalive;

	/**
	 * Time after which an idle connection is pinged before it is used; 0 for never.
	 */
	private @Nullable Duration healthCheckInterval;

	/**
	 * Whether a command that only reads is repeated once, on a fresh connection, if it
	 * got no answer in time.
	 */
	private @Nullable Boolean retryOnTimeout;

	/**
	 * Whether commands share one connection, for throughput. The pool then serves only
	 * transactions, blocking commands and subscriptions.
	 */
	private @Nullable Boolean sharedConnection;

	/**
	 * Utilizations at which the status changes.
	 */
	@NestedConfigurationProperty
	private final ThresholdProperties thresholds = new ThresholdProperties();

	/**
	 * Circuit breaker, which rejects callers while the server does not serve.
	 */
	@NestedConfigurationProperty
	private final PoolBreakerProperties breaker = new PoolBreakerProperties();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable Integer getMaxConnections() {
		return this.maxConnections;
	}

	public void setMaxConnections(@Nullable Integer maxConnections) {
		this.maxConnections = maxConnections;
	}

	public @Nullable Duration getPoolTimeout() {
		return this.poolTimeout;
	}

	public void setPoolTimeout(@Nullable Duration poolTimeout) {
		this.poolTimeout = poolTimeout;
	}

	public @Nullable Duration getSocketTimeout() {
		return this.socketTimeout;
	}

	public void setSocketTimeout(@Nullable Duration socketTimeout) {
		this.socketTimeout = socketTimeout;
	}

	public @Nullable Duration getConnectTimeout() {
		return this.connectTimeout;
	}

	public void setConnectTimeout(@Nullable Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
	}

	public @Nullable Boolean getKeepalive() {
		return this.keepalive;
	}

	public void setKeepalive(@Nullable Boolean keepalive) {
		this.keepalive = keepalive;
	}

	public @Nullable Duration getHealthCheckInterval() {
		return this.healthCheckInterval;
	}

	public void setHealthCheckInterval(@Nullable Duration healthCheckInterval) {
		this.healthCheckInterval = healthCheckInterval;
	}

	public @Nullable Boolean getRetryOnTimeout() {
		return this.retryOnTimeout;
	}

	public void setRetryOnTimeout(@Nullable Boolean retryOnTimeout) {
		this.retryOnTimeout = retryOnTimeout;
	}

	public @Nullable Boolean getSharedConnection() {
		return this.sharedConnection;
	}

	public void setSharedConnection(@Nullable Boolean sharedConnection) {
		this.sharedConnection = sharedConnection;
	}

	public ThresholdProperties getThresholds() {
		return this.thresholds;
	}

	public PoolBreakerProperties getBreaker() {
		return this.breaker;
	}

}
