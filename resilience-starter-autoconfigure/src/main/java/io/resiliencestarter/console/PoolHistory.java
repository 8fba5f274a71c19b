package io.resiliencestarter.console;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/**
 * What a pool was like lately. Keeps so many samples that it never grows.
 */
class PoolHistory {

	private final Deque<Sample> samples = new ArrayDeque<>();

	private final int capacity;

	/**
	 * Create an empty history.
	 * @param capacity how many samples are kept
	 */
	PoolHistory(int capacity) {
		this.capacity = capacity;
	}

	/**
	 * Add a sample, in place of the oldest one if there is no room.
	 * @param sample the sample
	 */
	void add(Sample sample) {
		if (this.samples.size() == this.capacity) {
			this.samples.removeFirst();
		}
		this.samples.addLast(sample);
	}

	/**
	 * Return the samples after a time.
	 * @param millis the time in milliseconds since the epoch
	 * @return the samples, the oldest first
	 */
	Samples after(long millis) {
		List<Sample> later = this.samples.stream().filter((sample) -> sample.at() > millis).toList();
		return new Samples(column(later, Sample::at), column(later, Sample::active), column(later, Sample::max),
				column(later, Sample::waiting), column(later, Sample::acquireP95Ms));
	}

	private static <T> List<T> column(List<Sample> samples, Function<Sample, T> value) {
		return samples.stream().map(value).toList();
	}

	/**
	 * What a pool was like at one moment.
	 *
	 * @param at when, in milliseconds since the epoch
	 * @param active how many connections were borrowed
	 * @param max how many there could be
	 * @param waiting how many callers waited
	 * @param acquireP95Ms the 95th percentile of the waits of the minute before
	 */
	record Sample(long at, int active, int max, int waiting, double acquireP95Ms) {
	}

	/**
	 * Samples by column, which is a third of what they would take as objects.
	 *
	 * @param at when they were taken
	 * @param active how many connections were borrowed
	 * @param max how many there could be
	 * @param waiting how many callers waited
	 * @param acquireP95Ms the 95th percentile of the waits of the minute before
	 */
	public record Samples(List<Long> at, List<Integer> active, List<Integer> max, List<Integer> waiting,
			List<Double> acquireP95Ms) {
	}

}
