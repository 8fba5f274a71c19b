package io.resiliencestarter.pool;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link LatencyWindow}.
 */
class LatencyWindowTests {

	private static final long START = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(30);

	private final LatencyWindow window = new LatencyWindow(START);

	private long now = START;

	@Test
	void allIsZeroWhenNothingWasRecorded() {
		assertThat(this.window.summary()).isEqualTo(new LatencySummary(0, 0, 0, 0, 0));
		assertThat(this.window.count()).isZero();
		assertThat(this.window.totalNanos()).isZero();
	}

	@Test
	void oneDurationIsEachPercentile() {
		this.window.record(TimeUnit.MILLISECONDS.toNanos(10_001));
		LatencySummary summary = this.window.summary();
		assertThat(summary.count()).isOne();
		assertThat(summary.p50Ms()).isCloseTo(10_001, within(320.0));
		assertThat(summary.p99Ms()).isEqualTo(summary.p50Ms());
		assertThat(summary.maxMs()).isEqualTo(10_001);
	}

	@Test
	void percentileIsNeverAboveTheLongest() {
		this.window.record(200);
		assertThat(this.window.summary()).isEqualTo(new LatencySummary(1, 0.0002, 0.0002, 0.0002, 0.0002));
	}

	@Test
	void negativeDurationCountsAsZero() {
		this.window.record(-5);
		assertThat(this.window.summary()).isEqualTo(new LatencySummary(1, 0, 0, 0, 0));
		assertThat(this.window.totalNanos()).isZero();
	}

	@Test
	void forgetsAfterAMinute() {
		this.window.record(TimeUnit.SECONDS.toNanos(3));
		advance(59);
		this.window.record(TimeUnit.MILLISECONDS.toNanos(1));
		assertThat(this.window.summary().count()).isEqualTo(2);
		assertThat(this.window.summary().maxMs()).isEqualTo(3000);
		advance(1);
		assertThat(this.window.summary().count()).isOne();
		assertThat(this.window.summary().maxMs()).isEqualTo(1);
	}

	@Test
	void forgetsAllWhenNobodyTickedForLong() {
		advance(7);
		this.window.record(1_000_000);
		this.now += TimeUnit.HOURS.toNanos(5);
		this.window.tick(this.now);
		assertThat(this.window.summary()).isEqualTo(new LatencySummary(0, 0, 0, 0, 0));
	}

	@Test
	void countAndTotalNeverForget() {
		this.window.record(1_000_000);
		advance(200);
		this.window.record(500);
		assertThat(this.window.count()).isEqualTo(2);
		assertThat(this.window.totalNanos()).isEqualTo(1_000_500);
	}

	@Test
	void agreesWithASortedList() {
		Random seeds = new Random();
		for (int run = 0; run < 40; run++) {
			new Run(seeds.nextLong()).run();
		}
	}

	@Test
	void losesNothingThatManyThreadsRecordWhileTheWindowMoves() throws Exception {
		int threads = 8;
		int each = 50_000;
		CountDownLatch start = new CountDownLatch(1);
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			List<Future<?>> recorders = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				recorders.add(executor.submit(() -> {
					start.await();
					for (int nanos = 1; nanos <= each; nanos++) {
						this.window.record(nanos);
					}
					return null;
				}));
			}
			start.countDown();
			while (!recorders.stream().allMatch(Future::isDone)) {
				advance(10);
				LatencySummary summary = this.window.summary();
				assertThat(summary.count()).isBetween(0L, (long) threads * each);
				assertThat(summary.p50Ms()).isLessThanOrEqualTo(summary.p99Ms());
				assertThat(summary.p99Ms()).isLessThanOrEqualTo(summary.maxMs());
			}
			for (Future<?> recorder : recorders) {
				recorder.get();
			}
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(this.window.count()).isEqualTo((long) threads * each);
		assertThat(this.window.totalNanos()).isEqualTo((long) threads * each * (each + 1) / 2);
	}

	@Test
	void recordingAllocatesNothing() {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		recordGrowing(1);
		threads.getCurrentThreadAllocatedBytes();
		long before = threads.getCurrentThreadAllocatedBytes();
		recordGrowing(1_000_000);
		assertThat(threads.getCurrentThreadAllocatedBytes() - before).isZero();
	}

	private void recordGrowing(long from) {
		for (int i = 0; i < 1000; i++) {
			this.window.record(from + i);
		}
	}

	private void advance(int seconds) {
		for (int i = 0; i < seconds; i++) {
			this.now += TimeUnit.SECONDS.toNanos(1);
			this.window.tick(this.now);
		}
	}

	/**
	 * One window and the list of what it was given.
	 */
	private static final class Run {

		private final long seed;

		private final Random random;

		private final LatencyWindow window = new LatencyWindow(0);

		private final List<Recorded> recorded = new ArrayList<>();

		Run(long seed) {
			this.seed = seed;
			this.random = new Random(seed);
		}

		void run() {
			long now = 0;
			for (int step = 0; step < 50; step++) {
				now += (long) (this.random.nextDouble() * TimeUnit.SECONDS.toNanos(this.random.nextInt(10) + 1));
				this.window.tick(now);
				for (int i = this.random.nextInt(100); i > 0; i--) {
					long nanos = (long) Math.exp(this.random.nextDouble() * Math.log(3.6e12));
					this.recorded.add(new Recorded(now, nanos));
					this.window.record(nanos);
				}
				compare(now);
			}
		}

		private void compare(long now) {
			long section = TimeUnit.SECONDS.toNanos(10);
			long from = (now / section - 5) * section;
			long[] sorted = this.recorded.stream()
				.filter((each) -> each.at() >= from)
				.mapToLong(Recorded::nanos)
				.sorted()
				.toArray();
			LatencySummary summary = this.window.summary();
			assertThat(summary.count()).as("count, seed %d", this.seed).isEqualTo(sorted.length);
			compare(summary.p50Ms(), sorted, 0.50);
			compare(summary.p95Ms(), sorted, 0.95);
			compare(summary.p99Ms(), sorted, 0.99);
			double max = (sorted.length > 0) ? sorted[sorted.length - 1] / 1e6 : 0;
			assertThat(summary.maxMs()).as("longest, seed %d", this.seed).isEqualTo(max);
		}

		private void compare(double actual, long[] sorted, double share) {
			int rank = (int) Math.ceil(sorted.length * share);
			double exact = (rank > 0) ? sorted[rank - 1] / 1e6 : 0;
			double error = Math.max(exact * 0.032, (exact < 0.0011) ? 0.0011 : 0);
			assertThat(actual).as("percentile %s, seed %d", share, this.seed).isCloseTo(exact, within(error));
		}

	}

	private record Recorded(long at, long nanos) {
	}

}
