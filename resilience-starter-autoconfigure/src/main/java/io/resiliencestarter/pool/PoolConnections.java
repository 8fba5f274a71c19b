package io.resiliencestarter.pool;

/**
 * Connection counts of a pool. Read one after the other without a lock, so that they can
 * disagree by what happened in between.
 *
 * @param max the most connections that the pool opens
 * @param min the connections that the pool keeps
 * @param total the open connections
 * @param active the borrowed connections
 * @param idle the open connections that nobody has borrowed
 * @param waiting the threads that wait for a connection
 */
public record PoolConnections(int max, int min, int total, int active, int idle, int waiting) {

	/**
	 * Return the borrowed share of the largest possible pool.
	 * @return the utilization, 0 to 1
	 */
	public double utilization() {
		return (this.max > 0) ? Math.min(1.0, (double) this.active / this.max) : 0.0;
	}

}
