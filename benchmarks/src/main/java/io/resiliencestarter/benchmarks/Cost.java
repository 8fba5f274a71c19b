package io.resiliencestarter.benchmarks;

import java.util.Objects;

import org.openjdk.jmh.results.RunResult;

/**
 * What one operation costs.
 *
 * @param cpuNanos the CPU time of the process, in nanoseconds
 * @param wallNanos the time on the clock in which all threads together do one, in
 * nanoseconds
 * @param bytes the memory allocated, in bytes
 */
record Cost(double cpuNanos, double wallNanos, double bytes) {

	/**
	 * Read the result of a fork. The time on the clock comes from the throughput: an
	 * average over threads would be that of a starved one.
	 * @param result the result, in operations per nanosecond
	 * @return the cost
	 */
	static Cost of(RunResult result) {
		return new Cost(profiled(result, CpuTimeProfiler.LABEL), 1 / result.getPrimaryResult().getScore(),
				profiled(result, "gc.alloc.rate.norm"));
	}

	private static double profiled(RunResult result, String label) {
		return Objects.requireNonNull(result.getSecondaryResults().get(label), label).getScore();
	}

}
