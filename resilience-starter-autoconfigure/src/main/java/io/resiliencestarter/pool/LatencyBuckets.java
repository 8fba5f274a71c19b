package io.resiliencestarter.pool;

/**
 * Buckets for durations between a microsecond and about an hour. Each power of two is cut
 * into sixteen, so that the middle of a bucket is at most 3.2% from any duration in it.
 */
final class LatencyBuckets {

	private static final int SMALLEST_BITS = 10;

	private static final int LARGEST_BITS = 42;

	private static final int CUT_BITS = 4;

	private static final long SMALLEST = 1L << SMALLEST_BITS;

	private static final long LARGEST = (1L << LARGEST_BITS) - 1;

	static final int COUNT = (LARGEST_BITS - SMALLEST_BITS) << CUT_BITS;

	private LatencyBuckets() {
	}

	/**
	 * Find the bucket of a duration; what is too short or too long goes into the first or
	 * the last one.
	 * @param nanos the duration in nanoseconds
	 * @return the index of the bucket, 0 to {@link #COUNT} exclusive
	 */
	static int index(long nanos) {
		long value = Math.max(SMALLEST, Math.min(nanos, LARGEST));
		int bits = Long.SIZE - 1 - Long.numberOfLeadingZeros(value);
		return ((bits - SMALLEST_BITS - 1) << CUT_BITS) + (int) (value >>> (bits - CUT_BITS));
	}

	/**
	 * Whether a duration is so short that it goes into the first bucket for that.
	 * @param nanos the duration in nanoseconds
	 * @return whether it is shorter than what buckets tell apart
	 */
	static boolean isSmallest(long nanos) {
		return nanos < SMALLEST;
	}

	static long smallest(int index) {
		return ((1L << CUT_BITS) + index % (1 << CUT_BITS)) << shift(index);
	}

	static long middle(int index) {
		return smallest(index) + (1L << shift(index)) / 2;
	}

	private static int shift(int index) {
		return SMALLEST_BITS - CUT_BITS + (index >> CUT_BITS);
	}

}
