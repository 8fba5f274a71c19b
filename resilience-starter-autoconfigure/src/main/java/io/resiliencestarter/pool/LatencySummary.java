package io.resiliencestarter.pool;

/**
 * How long something took lately. All zero when it did not happen.
 *
 * @param count how often it happened
 * @param p50Ms the median in milliseconds
 * @param p95Ms the 95th percentile in milliseconds
 * @param p99Ms the 99th percentile in milliseconds
 * @param maxMs the longest in milliseconds
 */
public record LatencySummary(long count, double p50Ms, double p95Ms, double p99Ms, double maxMs) {

	private static final double NANOS_PER_MILLI = 1_000_000.0;

	/**
	 * Summarize the counts of {@link LatencyBuckets}.
	 * @param counts the count of each bucket
	 * @param maxNanos the longest in nanoseconds, as far as known
	 * @return the summary
	 */
	static LatencySummary of(long[] counts, long maxNanos) {
		long count = 0;
		long max = maxNanos;
		for (int i = 0; i < counts.length; i++) {
			count += counts[i];
			max = (i > 0 && counts[i] > 0) ? Math.max(max, LatencyBuckets.smallest(i)) : max;
		}
		return new LatencySummary(count, percentile(counts, count, max, 0.50), percentile(counts, count, max, 0.95),
				percentile(counts, count, max, 0.99), max / NANOS_PER_MILLI);
	}

	private static double percentile(long[] counts, long count, long max, double share) {
		long left = (long) Math.ceil(count * share);
		for (int i = 0; i < counts.length && left > 0; i++) {
			left -= counts[i];
			if (left <= 0) {
				return Math.min(max, LatencyBuckets.middle(i)) / NANOS_PER_MILLI;
			}
		}
		return 0;
	}

}
