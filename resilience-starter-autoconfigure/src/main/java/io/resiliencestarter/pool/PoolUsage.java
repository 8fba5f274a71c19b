package io.resiliencestarter.pool;

import java.util.List;

/**
 * How a pool is used: how long borrowing and holding takes, who holds and who waits.
 * Immutable; taking it borrows no connection.
 *
 * @param acquired the connections that were borrowed since the start
 * @param timeouts the callers that got none in time since the start
 * @param rejected the callers that were turned away at once since the start
 * @param acquireTimes how long callers waited lately, those without success included
 * @param returned the connections that were given back since the start
 * @param holdTimes how long connections were held lately
 * @param holders who holds a connection, the longest hold first
 * @param waiters who waits for a connection, the longest wait first
 */
public record PoolUsage(long acquired, long timeouts, long rejected, LatencySummary acquireTimes, long returned,
		LatencySummary holdTimes, List<Holder> holders, List<Waiter> waiters) {

	public PoolUsage {
		holders = List.copyOf(holders);
		waiters = List.copyOf(waiters);
	}

}
