package io.resiliencestarter.support;

import io.resiliencestarter.pool.LatencySummary;
import io.resiliencestarter.pool.PoolUsage;

/**
 * How long connections are held, as endpoints show it.
 *
 * @param count the connections that were given back since the start
 * @param p50Ms the median of the last minute, in milliseconds
 * @param p95Ms the 95th percentile of the last minute, in milliseconds
 * @param p99Ms the 99th percentile of the last minute, in milliseconds
 * @param maxMs the longest hold of the last minute, in milliseconds
 */
public record HoldDescriptor(long count, double p50Ms, double p95Ms, double p99Ms, double maxMs) {

	/**
	 * Describe holds.
	 * @param usage how the pool is used
	 * @return the description
	 */
	public static HoldDescriptor of(PoolUsage usage) {
		LatencySummary times = usage.holdTimes();
		return new HoldDescriptor(usage.returned(), Milliseconds.round(times.p50Ms()),
				Milliseconds.round(times.p95Ms()), Milliseconds.round(times.p99Ms()),
				Milliseconds.round(times.maxMs()));
	}

}
