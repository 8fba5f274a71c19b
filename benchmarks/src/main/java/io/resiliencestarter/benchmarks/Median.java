package io.resiliencestarter.benchmarks;

import java.util.stream.DoubleStream;

/**
 * The middle of what was measured, which one bad moment of the machine does not move.
 */
final class Median {

	private Median() {
	}

	/**
	 * Find the median.
	 * @param values the values
	 * @return the one in the middle, or what is between the two
	 */
	static double of(DoubleStream values) {
		double[] sorted = values.sorted().toArray();
		int middle = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

}
