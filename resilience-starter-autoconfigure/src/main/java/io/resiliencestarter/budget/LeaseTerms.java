package io.resiliencestarter.budget;

import java.time.Duration;

/**
 * How leases are kept.
 *
 * @param heartbeat how often they are renewed
 * @param duration how long they last without that
 * @param maxReplicas the most instances that share a budget
 */
public record LeaseTerms(Duration heartbeat, Duration duration, int maxReplicas) {

	/**
	 * Return the connections that an instance keeps when it has no lease.
	 * @param total what all instances may have together, 0 if that is not known
	 * @return the number, one at least
	 */
	public int floor(int total) {
		return Math.max(1, total / this.maxReplicas);
	}

	/**
	 * Return how long after its last renewal an instance begins to come down to its
	 * floor. Half of the lease is left to those who hold connections.
	 * @return the time
	 */
	public Duration comesDownAfter() {
		return this.duration.dividedBy(2);
	}

	/**
	 * Return how long after its last renewal an instance has come down, whatever its
	 * connections are used for. The rest covers clocks that do not run at one speed, and
	 * a pause of this process.
	 */
	Duration isDownAfter() {
		return this.duration.multipliedBy(3).dividedBy(4);
	}

}
