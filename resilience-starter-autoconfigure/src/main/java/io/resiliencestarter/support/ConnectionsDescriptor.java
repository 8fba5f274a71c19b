package io.resiliencestarter.support;

import io.resiliencestarter.pool.PoolConnections;

/**
 * Connection counts of a pool as endpoints show them.
 *
 * @param max the most connections that the pool opens
 * @param min the connections that the pool keeps
 * @param total the open connections
 * @param active the borrowed connections
 * @param idle the open connections that nobody has borrowed
 * @param waiting the threads that wait for a connection
 * @param utilization the borrowed share of the largest possible pool, 0 to 1
 */
public record ConnectionsDescriptor(int max, int min, int total, int active, int idle, int waiting,
		double utilization) {

	/**
	 * Describe the counts of a snapshot.
	 * @param connections the counts
	 * @return the description
	 */
	public static ConnectionsDescriptor of(PoolConnections connections) {
		return new ConnectionsDescriptor(connections.max(), connections.min(), connections.total(),
				connections.active(), connections.idle(), connections.waiting(), connections.utilization());
	}

}
