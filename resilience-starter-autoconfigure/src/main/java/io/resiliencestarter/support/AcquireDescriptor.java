package io.resiliencestarter.support;

import io.resiliencestarter.pool.LatencySummary;
import io.resiliencestarter.pool.PoolUsage;

/**
 * How long callers wait for a connection, as endpoints show it.
 *
 * @param count the connections that were borrowed since the start
 * @param timeouts the callers that got none in time since the start
 * @param rejected the callers that were turned away at once since the start
 * @param p50Ms the median of the last minute, in milliseconds
 * @param p95Ms the 95th percentile of the last minute, in milliseconds
 * @param p99Ms the 99th percentile of the last minute, in milliseconds
 * @param maxMs the longest wait of the last minute, in milliseconds
 */
public record AcquireDescriptor(long count, long timeouts, long rejected, double p50Ms, double p95Ms, double p99Ms,
		double maxMs) {

	/**
	 * Describe waits.
	 * @param usage how the pool is used
	 * @return the description
	 */
	public static AcquireDescriptor of(PoolUsage usage) {
		LatencySummary times = usage.acquireTimes();
		return new AcquireDescriptor(usage.acquired(), usage.timeouts(), usage.rejected(),
				Milliseconds.round(times.p50Ms()), Milliseconds.round(times.p95Ms()), Milliseconds.round(times.p99Ms()),
				Milliseconds.round(times.maxMs()));
	}

}
