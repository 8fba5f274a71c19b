package io.resiliencestarter.db;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How the replicas of the application share the connections of a server. {@code null}
 * where the user has set nothing.
 */
@ConfigurationProperties("resilience.budget")
public class BudgetProperties {

	/**
	 * How replicas share the connections of a server.
	 */
	private @Nullable BudgetMode mode;

	/**
	 * Connections that the server lets in. Asked from the server if not set.
	 */
	private @Nullable Integer maxConnections;

	/**
	 * Connections that are left to others, as a number or a percentage.
	 */
	private @Nullable String reserve;

	/**
	 * Replicas among which the connections are divided in static mode.
	 */
	private @Nullable Integer replicas;

	/**
	 * Replicas that can be sure of their part in shared mode.
	 */
	private @Nullable Integer maxReplicas;

	/**
	 * Time between two renewals of a lease in shared mode.
	 */
	private @Nullable Duration heartbeat;

	/**
	 * Time after which the lease of a lost replica ends in shared mode.
	 */
	private @Nullable Duration lease;

	/**
	 * Name by which replicas find each other in shared mode. Host, database and user if
	 * not set.
	 */
	private @Nullable String name;

	public @Nullable BudgetMode getMode() {
		return this.mode;
	}

	public void setMode(@Nullable BudgetMode mode) {
		this.mode = mode;
	}

	public @Nullable Integer getMaxConnections() {
		return this.maxConnections;
	}

	public void setMaxConnections(@Nullable Integer maxConnections) {
		this.maxConnections = maxConnections;
	}

	public @Nullable String getReserve() {
		return this.reserve;
	}

	public void setReserve(@Nullable String reserve) {
		this.reserve = reserve;
	}

	public @Nullable Integer getReplicas() {
		return this.replicas;
	}

	public void setReplicas(@Nullable Integer replicas) {
		this.replicas = replicas;
	}

	public @Nullable Integer getMaxReplicas() {
		return this.maxReplicas;
	}

	public void setMaxReplicas(@Nullable Integer maxReplicas) {
		this.maxReplicas = maxReplicas;
	}

	public @Nullable Duration getHeartbeat() {
		return this.heartbeat;
	}

	public void setHeartbeat(@Nullable Duration heartbeat) {
		this.heartbeat = heartbeat;
	}

	public @Nullable Duration getLease() {
		return this.lease;
	}

	public void setLease(@Nullable Duration lease) {
		this.lease = lease;
	}

	public @Nullable String getName() {
		return this.name;
	}

	public void setName(@Nullable String name) {
		this.name = name;
	}

}
