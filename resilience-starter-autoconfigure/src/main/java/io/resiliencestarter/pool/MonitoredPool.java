package io.resiliencestarter.pool;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A pool that is watched. Thread-safe: one thread calls {@link #tick}, any thread takes
 * snapshots; neither borrows a connection, opens one, or waits for a borrower.
 */
public abstract class MonitoredPool {

	private final String name;

	private final PoolKind kind;

	private final Thresholds thresholds;

	private volatile @Nullable Instant criticalSince;

	/**
	 * Create a watched pool.
	 * @param name the name of the pool's bean
	 * @param kind what the pool's connections lead to
	 * @param thresholds when the pool changes its status
	 */
	protected MonitoredPool(String name, PoolKind kind, Thresholds thresholds) {
		this.name = name;
		this.kind = kind;
		this.thresholds = thresholds;
	}

	/**
	 * Return whether the pool has been used. Must not start it.
	 * @return whether the pool has been used
	 */
	protected abstract boolean started();

	/**
	 * Read the counts. Must not borrow, connect, start the pool or wait for a lock that a
	 * borrower can hold.
	 * @return the counts, all zero but the limits when the pool has not been used
	 */
	public abstract PoolConnections connections();

	/**
	 * Return the name of the pool's bean.
	 * @return the name, unique among the pools of its kind
	 */
	public final String name() {
		return this.name;
	}

	/**
	 * Return what the pool's connections lead to.
	 * @return the kind
	 */
	public final PoolKind kind() {
		return this.kind;
	}

	/**
	 * Take a snapshot.
	 * @param now the current instant
	 * @return the snapshot
	 */
	public final PoolSnapshot snapshot(Instant now) {
		boolean started = started();
		PoolConnections connections = connections();
		return new PoolSnapshot(now, this.name, this.kind, started, status(started, connections), this.criticalSince,
				connections);
	}

	/**
	 * Look at the pool, so that later snapshots know since when it has been critical.
	 * @param now the current instant
	 */
	public final void tick(Instant now) {
		if (status(started(), connections()) != PoolStatus.CRITICAL) {
			this.criticalSince = null;
		}
		else if (this.criticalSince == null) {
			this.criticalSince = now;
		}
	}

	private PoolStatus status(boolean started, PoolConnections connections) {
		return started ? this.thresholds.classify(connections.utilization()) : PoolStatus.NOT_STARTED;
	}

}
