package io.resiliencestarter.pool;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Durations of the last minute. Thread-safe: any thread records, without a lock and
 * without allocating; one thread calls {@link #tick}.
 * <p>
 * Counts only ever grow. The window is the difference to a copy of them that is between
 * 50 and 60 seconds old, so that nothing recorded is lost when the window moves.
 */
public final class LatencyWindow {

	private static final int SECTIONS = 6;

	private static final long SECTION_NANOS = 10_000_000_000L;

	/** Threads of different rows do not write to the same cache line. */
	private static final int ROWS = 4;

	private static final int CACHE_LINE = 8;

	private static final int TOTAL = LatencyBuckets.COUNT + CACHE_LINE;

	private static final int ROW_LENGTH = TOTAL + CACHE_LINE;

	private final AtomicLongArray cells = new AtomicLongArray(ROWS * ROW_LENGTH);

	private final AtomicLong max = new AtomicLong();

	private final long[][] countsBefore = new long[SECTIONS][LatencyBuckets.COUNT];

	private final long[] maxima = new long[SECTIONS];

	private int section;

	private long sectionStart;

	/**
	 * Create an empty window.
	 * @param nowNanos the current time in nanoseconds, from any origin
	 */
	public LatencyWindow(long nowNanos) {
		this.sectionStart = nowNanos;
	}

	/**
	 * Record a duration. What is shorter than a microsecond or longer than 73 minutes
	 * counts as that in percentiles.
	 * @param nanos the duration in nanoseconds; a negative one counts as zero
	 */
	public void record(long nanos) {
		record(nanos, 1);
	}

	/**
	 * Record a duration several times.
	 * @param nanos the duration in nanoseconds; a negative one counts as zero
	 * @param times how many times
	 */
	void record(long nanos, long times) {
		int row = (int) (Thread.currentThread().getId() % ROWS) * ROW_LENGTH;
		if (nanos > this.max.get()) {
			this.max.accumulateAndGet(nanos, Math::max);
		}
		this.cells.getAndAdd(row + TOTAL, Math.max(0, nanos) * times);
		this.cells.getAndAdd(row + LatencyBuckets.index(nanos), times);
	}

	/**
	 * Move the window.
	 * @param nowNanos the current time in nanoseconds, of the same origin as before
	 */
	public synchronized void tick(long nowNanos) {
		long sections = (nowNanos - this.sectionStart) / SECTION_NANOS;
		for (long i = 0; i < Math.min(sections, SECTIONS); i++) {
			this.maxima[this.section] = this.max.getAndSet(0);
			this.section = (this.section + 1) % SECTIONS;
			this.maxima[this.section] = 0;
			copyCounts(this.countsBefore[this.section]);
		}
		this.sectionStart += sections * SECTION_NANOS;
	}

	/**
	 * Summarize the last minute.
	 * @return the summary, all zero when nothing was recorded
	 */
	public synchronized LatencySummary summary() {
		long[] counts = new long[LatencyBuckets.COUNT];
		copyCounts(counts);
		long[] before = this.countsBefore[(this.section + 1) % SECTIONS];
		for (int i = 0; i < counts.length; i++) {
			counts[i] -= before[i];
		}
		long longest = this.max.get();
		for (long maximum : this.maxima) {
			longest = Math.max(longest, maximum);
		}
		return LatencySummary.of(counts, longest);
	}

	/**
	 * Return how many durations were recorded.
	 * @return the count since the start
	 */
	public long count() {
		long[] counts = new long[LatencyBuckets.COUNT];
		copyCounts(counts);
		long count = 0;
		for (long each : counts) {
			count += each;
		}
		return count;
	}

	/**
	 * Return the sum of the durations that were recorded.
	 * @return the sum since the start, in nanoseconds
	 */
	public long totalNanos() {
		long total = 0;
		for (int row = 0; row < ROWS; row++) {
			total += this.cells.get(row * ROW_LENGTH + TOTAL);
		}
		return total;
	}

	private void copyCounts(long[] target) {
		for (int i = 0; i < target.length; i++) {
			long count = 0;
			for (int row = 0; row < ROWS; row++) {
				count += this.cells.get(row * ROW_LENGTH + i);
			}
			target[i] = count;
		}
	}

}
