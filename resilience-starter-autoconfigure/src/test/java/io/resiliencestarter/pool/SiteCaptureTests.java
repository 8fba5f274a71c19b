package io.resiliencestarter.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SiteCapture}.
 */
class SiteCaptureTests {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private static final long TICK = TimeUnit.MILLISECONDS.toNanos(50);

	private final CostlyTime time = new CostlyTime();

	private final SiteCapture capture = new SiteCapture(this.time::read);

	private long now = this.time.read();

	@Test
	void siteIsTheStackOfTheBorrower() {
		Throwable site = this.capture.capture();
		assertThat(site).isNotNull();
		assertThat(site.getStackTrace()).extracting(StackTraceElement::getMethodName)
			.startsWith("capture", "siteIsTheStackOfTheBorrower");
	}

	@Test
	void eachBorrowOfAnOrdinaryApplicationIsCaptured() {
		assertThat(captured(60, 200, 5_000)).isEqualTo(60 * 200);
	}

	@Test
	void sampleOfAVeryBusyApplicationIsCaptured() {
		assertThat(captured(60, 100_000, 1_900)).isBetween(60 * 2_500, 61 * 2_600);
	}

	@Test
	void nothingIsCapturedOrMeasuredOnceTheBudgetIsUsedUp() {
		this.time.cost(SECOND);
		this.capture.capture();
		long reads = this.time.reads();
		assertThat(this.capture.capture()).isNull();
		assertThat(this.time.reads()).isEqualTo(reads);
	}

	@Test
	void savesNoMoreThanASecondsWorth() {
		tick(10 * SECOND);
		assertThat(burst(900)).isEqualTo(5_000);
	}

	@Test
	void owesNoMoreThanASecondsWorth() {
		this.time.cost(100 * SECOND);
		this.capture.capture();
		this.time.cost(1_000);
		for (int i = 0; i < 20; i++) {
			assertThat(this.capture.capture()).as("tick %d", i).isNull();
			tick(TICK);
		}
		tick(TICK);
		assertThat(this.capture.capture()).isNotNull();
	}

	@Test
	void boostCapturesTenTimesAsMuchAndEndsByItself() {
		captured(1, 100_000, 1_900);
		this.capture.boostUntil(this.now + 10 * SECOND);
		assertThat(captured(10, 100_000, 1_900)).isBetween(10 * 24_000, 10 * 26_000);
		captured(1, 100_000, 1_900);
		assertThat(captured(10, 100_000, 1_900)).isBetween(10 * 2_400, 10 * 2_600);
	}

	@Test
	void savingsOfABoostEndWithIt() {
		this.capture.boostUntil(this.now + SECOND);
		tick(SECOND / 2);
		tick(SECOND);
		assertThat(burst(900)).isEqualTo(5_000);
	}

	@Test
	void keepsItsShareWhateverCapturesCost() {
		Random seeds = new Random();
		for (int run = 0; run < 20; run++) {
			long seed = seeds.nextLong();
			Random random = new Random(seed);
			long start = this.now;
			long spent = this.time.spent();
			for (int tick = 0; tick < 2_000; tick++) {
				this.time.cost(100 + random.nextInt(100_000));
				for (int i = random.nextInt(3_000); i > 0; i--) {
					this.capture.capture();
				}
				tick(TICK / 2 + random.nextInt((int) TICK));
			}
			double share = (this.time.spent() - spent) / (double) (this.now - start);
			assertThat(share).as("seed %d", seed).isBetween(0.0045, 0.0052);
		}
	}

	@Test
	void manyThreadsShareOneBudget() throws Exception {
		AtomicLong captures = new AtomicLong();
		AtomicLong steps = new AtomicLong();
		SiteCapture shared = new SiteCapture(() -> steps.getAndAdd(1_000));
		int threads = 4;
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			List<Future<?>> borrowers = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				borrowers.add(executor.submit(() -> {
					while (shared.capture() != null) {
						captures.incrementAndGet();
					}
				}));
			}
			for (Future<?> borrower : borrowers) {
				borrower.get();
			}
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(captures.get()).isBetween(1L, 5_000L + threads);
	}

	private int captured(int seconds, int perSecond, long cost) {
		this.time.cost(cost);
		int captured = 0;
		for (int tick = 0; tick < seconds * 20; tick++) {
			for (int i = 0; i < perSecond / 20; i++) {
				captured += (this.capture.capture() != null) ? 1 : 0;
			}
			tick(TICK);
		}
		return captured;
	}

	private int burst(long cost) {
		this.time.cost(cost);
		int captured = 0;
		while (this.capture.capture() != null) {
			captured++;
		}
		return captured;
	}

	private void tick(long nanos) {
		this.now += nanos;
		this.capture.tick(this.now);
	}

	/**
	 * A time of which each capture takes its cost: it moves at every other reading.
	 */
	private static final class CostlyTime {

		private long nanos = Long.MAX_VALUE - SECOND;

		private long cost;

		private long spent;

		private long reads;

		long read() {
			if (++this.reads > 2 && this.reads % 2 == 0) {
				this.nanos += this.cost;
				this.spent += this.cost;
			}
			return this.nanos;
		}

		void cost(long cost) {
			this.cost = cost;
		}

		long spent() {
			return this.spent;
		}

		long reads() {
			return this.reads;
		}

	}

}
