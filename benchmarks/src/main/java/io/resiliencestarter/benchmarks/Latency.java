package io.resiliencestarter.benchmarks;

import java.util.stream.LongStream;

/**
 * How long requests took.
 *
 * @param p50 the median, in microseconds
 * @param p99 the time that one in a hundred takes longer than, in microseconds
 * @param cpu the CPU time of the process for each, in microseconds
 */
record Latency(double p50, double p99, double cpu) {

	/**
	 * Sum up what was measured.
	 * @param nanos the time of each request, in nanoseconds
	 * @param cpuNanos the CPU time of the process meanwhile, in nanoseconds
	 * @return the latency
	 */
	static Latency of(LongStream nanos, long cpuNanos) {
		long[] sorted = nanos.sorted().toArray();
		return new Latency(micros(sorted, 0.5), micros(sorted, 0.99), cpuNanos / 1000.0 / sorted.length);
	}

	private static double micros(long[] sorted, double share) {
		int index = (int) Math.ceil(share * sorted.length) - 1;
		return sorted[Math.max(0, index)] / 1000.0;
	}

}
