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

	private final StatusTracker status = new StatusTracker();

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
	 * Return when the pool changes its status.
	 * @return the thresholds
	 */
	public final Thresholds thresholds() {
		return this.thresholds;
	}

	/**
	 * Return whether the server behind the pool cannot be reached, so that no connection
	 * can be had. Same restrictions as for {@link #connections}.
	 * @return whether the pool is down
	 */
	protected boolean down() {
		return false;
	}

	/**
	 * Look closer than at the counts. Called after each change of status was told.
	 * @param listener who is told what is seen
	 */
	protected void look(PoolListener listener) {
	}

	/**
	 * Take a snapshot. Its status is the one of this instant.
	 * @param now the current instant
	 * @return the snapshot
	 */
	public final PoolSnapshot snapshot(Instant now) {
		boolean started = started();
		PoolConnections connections = connections();
		return new PoolSnapshot(now, this.name, this.kind, started, status(started, connections),
				this.status.criticalSince(), connections);
	}

	/**
	 * Look at the pool. A status that gets better is told only after some seconds, so
	 * that one that comes and goes is told once.
	 * @param now the current instant
	 * @param listener who is told what is seen
	 */
	public final void tick(Instant now, PoolListener listener) {
		PoolStatus before = this.status.observe(status(started(), connections()), now);
		if (before != this.status.current()) {
			listener.statusChanged(this, before, this.status.current());
		}
		look(listener);
	}

	private PoolStatus status(boolean started, PoolConnections connections) {
		if (down()) {
			return PoolStatus.DOWN;
		}
		return started ? this.thresholds.classify(connections.utilization()) : PoolStatus.NOT_STARTED;
	}

	/**
	 * Return who tracks the use of the pool.
	 * @return the tracker, {@code null} if its use is not tracked
	 */
	public @Nullable PoolTracker<?> tracker() {
		return null;
	}

	/**
	 * Return who notices long holds.
	 * @return the watch, {@code null} if its use is not tracked
	 */
	public @Nullable HoldWatch<?> holdWatch() {
		return null;
	}

}
