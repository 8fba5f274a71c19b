package io.resiliencestarter.pool;

import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link PoolTracker}.
 */
class PoolTrackerTests {

	private static final long STEP = TrackedStubs.STEP;

	private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

	private final TrackedStubs stubs = new TrackedStubs();

	private final PoolTracker<StubConnection> tracker = this.stubs.tracker();

	@Test
	void usageListsTheLongestHoldAndTheLongestWaitFirst() {
		for (int i = 0; i < 12; i++) {
			this.tracker.enter(this.tracker.now());
			this.stubs.borrow(new StubConnection(i)).close();
			this.stubs.borrow(new StubConnection(i));
			this.stubs.pass(TimeUnit.SECONDS.toNanos(1));
		}
		PoolUsage usage = this.tracker.usage();
		assertThat(usage.holders()).extracting(Holder::held)
			.containsExactly(seconds(12), seconds(11), seconds(10), seconds(9), seconds(8), seconds(7), seconds(6),
					seconds(5), seconds(4), seconds(3), seconds(2), seconds(1));
		assertThat(usage.waiters()).extracting(Waiter::waited)
			.containsExactly(seconds(12), seconds(11), seconds(10), seconds(9), seconds(8), seconds(7), seconds(6),
					seconds(5));
	}

	@Test
	void usageTellsWhoHoldsAndWhoWaits() {
		int place = this.tracker.enter(this.tracker.now());
		StubConnection handle = this.stubs.borrow(new StubConnection(1));
		String thread = Thread.currentThread().getName();
		assertThat(this.tracker.usage().holders()).extracting(Holder::thread).containsExactly(thread);
		assertThat(this.tracker.usage().waiters()).extracting(Waiter::thread).containsExactly(thread);
		this.tracker.leave(place);
		handle.close();
		assertThat(this.tracker.usage().holders()).isEmpty();
		assertThat(this.tracker.usage().waiters()).isEmpty();
	}

	@Test
	void holdsAreListedFromTheLongestOn() {
		StubConnection first = new StubConnection(1);
		this.stubs.borrow(first).close();
		StubConnection longest = this.stubs.borrow(new StubConnection(2));
		this.stubs.pass(STEP);
		StubConnection middle = this.stubs.borrow(first);
		this.stubs.pass(STEP);
		StubConnection shortest = this.stubs.borrow(new StubConnection(3));
		assertThat(this.tracker.holds()).extracting(Hold::handle).containsExactly(longest, middle, shortest);
	}

	@Test
	void longestWaitIsThatOfTheFirst() {
		assertThat(this.tracker.longestWait()).isZero();
		int first = this.tracker.enter(this.tracker.now());
		this.stubs.pass(2 * STEP);
		this.tracker.enter(this.tracker.now());
		this.stubs.pass(STEP);
		assertThat(this.tracker.longestWait()).isEqualTo(3 * STEP);
		this.tracker.leave(first);
		assertThat(this.tracker.longestWait()).isEqualTo(STEP);
	}

	@Test
	void whoEndsWhileWaitingWaitsNoMore() throws InterruptedException {
		Thread thread = new Thread(() -> this.tracker.enter(this.tracker.now()));
		thread.start();
		thread.join();
		this.stubs.pass(STEP);
		assertThat(this.tracker.waiting()).isEmpty();
		assertThat(this.tracker.longestWait()).isZero();
	}

	@Test
	void connectionThatNobodyHoldsIsIdle() {
		StubConnection first = new StubConnection(1);
		StubConnection handle = this.stubs.borrow(first);
		StubConnection held = this.stubs.borrow(new StubConnection(2));
		assertThat(this.tracker.idle()).isEmpty();
		handle.close();
		this.stubs.pass(STEP);
		assertThat(this.tracker.idle()).containsExactly(handle);
		assertThat(this.tracker.holds()).extracting(Hold::handle).containsExactly(held);
		assertThat(this.tracker.acquired()).isEqualTo(2);
	}

	@Test
	void sampleCountsThreadsAndTheConnectionsThatOneWants() {
		this.tracker.enter(this.tracker.now());
		this.stubs.borrow(new StubConnection(1)).close();
		this.stubs.borrow(new StubConnection(2));
		this.stubs.pass(2 * STEP);
		PoolSample sample = this.tracker.sample();
		assertThat(sample.holders()).hasSize(1);
		assertThat(sample).extracting(PoolSample::waiters, PoolSample::longestWait, PoolSample::threads)
			.containsExactly(1, Duration.ofMillis(100), 1);
		assertThat(sample.depth()).isEqualTo(2);
	}

	@Test
	void siteIsThatOfTheCaller() {
		assertThat(this.tracker.site()).isNotNull()
			.satisfies((site) -> assertThat(site.getStackTrace())
				.anyMatch((frame) -> frame.getMethodName().equals("siteIsThatOfTheCaller")));
	}

	@Test
	void countsWhatHappened() {
		StubConnection connection = new StubConnection(1);
		this.stubs.borrow(connection).close();
		this.stubs.borrow(connection);
		this.tracker.timedOut(3 * STEP);
		this.tracker.rejected();
		this.tracker.rejected();
		this.stubs.pass(STEP);
		PoolUsage usage = this.tracker.usage();
		assertThat(usage.acquired()).isEqualTo(2);
		assertThat(usage.returned()).isEqualTo(1);
		assertThat(usage.timeouts()).isEqualTo(1);
		assertThat(usage.rejected()).isEqualTo(2);
		assertThat(usage.holdTimes().count()).isEqualTo(1);
		assertThat(usage.acquireTimes().count()).isEqualTo(3);
		assertThat(usage.acquireTimes().maxMs()).isEqualTo(150);
	}

	@Test
	void waitsAreExactToOneStep() {
		long recorded = 0;
		for (long wait = 0; wait < 6 * STEP; wait += 7 * MILLI) {
			this.stubs.pass(3 * MILLI);
			long since = this.tracker.now();
			this.stubs.pass(wait);
			StubConnection handle = new StubConnection(1);
			this.tracker.borrowed(new StubConnection(1), handle, since);
			long total = this.tracker.times().acquire().totalNanos();
			assertThat(total - recorded).isCloseTo(wait, within(STEP));
			recorded = total;
		}
	}

	@Test
	void holdsAreExactToOneStep() {
		StubConnection connection = new StubConnection(1);
		long recorded = 0;
		for (long hold = 0; hold < 6 * STEP; hold += 7 * MILLI) {
			this.stubs.pass(3 * MILLI);
			StubConnection handle = this.stubs.borrow(connection);
			this.stubs.pass(hold);
			handle.close();
			this.stubs.pass((hold % 2 == 0) ? STEP : MILLI);
			this.stubs.borrow(connection).close();
			long total = this.tracker.times().hold().totalNanos();
			assertThat(total - recorded).as("%d ms", hold / MILLI).isCloseTo(hold, within(STEP));
			recorded = total;
		}
	}

	@Test
	void holdWithinOneStepCountsAsShort() {
		this.stubs.borrow(new StubConnection(1)).close();
		this.stubs.pass(10 * STEP);
		assertThat(this.tracker.times().hold().count()).isEqualTo(1);
		assertThat(this.tracker.times().hold().totalNanos()).isZero();
	}

	@Test
	void holdEndsWithItsConnection() {
		StubConnection connection = new StubConnection(1);
		StubConnection handle = this.stubs.borrow(connection);
		this.stubs.pass(10 * STEP);
		connection.close();
		assertThat(this.tracker.holds()).isEmpty();
		assertThat(this.tracker.held()).isZero();
		this.stubs.pass(STEP);
		assertThat(this.tracker.times().hold().summary().maxMs()).isEqualTo(500);
		handle.close();
		this.stubs.pass(STEP);
		assertThat(this.tracker.times().hold().count()).isEqualTo(1);
		assertThat(this.tracker.idle()).isEmpty();
	}

	@Test
	void keepsNothingOfAClosedConnection() {
		StubConnection connection = new StubConnection(1);
		WeakReference<StubConnection> handle = new WeakReference<>(this.stubs.borrow(connection));
		connection.close();
		this.stubs.pass(STEP);
		await().until(() -> {
			System.gc();
			return handle.get() == null;
		});
		assertThat(this.tracker.usage().acquired()).isEqualTo(1);
	}

	@Test
	void siteIsKnownWhileTheBudgetLasts() {
		this.stubs.borrow(new StubConnection(1));
		assertThat(this.tracker.holds().get(0).site()).isNotNull();
		useUpBudget();
		this.stubs.borrow(new StubConnection(2));
		assertThat(this.tracker.holds().get(1).site()).isNull();
	}

	@Test
	void borrowingAllocatesNothingButTheSite() {
		useUpBudget();
		StubConnection connection = new StubConnection(1);
		StubConnection handle = new StubConnection(2);
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		borrowOften(connection, handle);
		threads.getCurrentThreadAllocatedBytes();
		long before = threads.getCurrentThreadAllocatedBytes();
		borrowOften(connection, handle);
		assertThat(threads.getCurrentThreadAllocatedBytes() - before).isZero();
	}

	private void borrowOften(StubConnection connection, StubConnection handle) {
		for (int i = 0; i < 1000; i++) {
			long since = this.tracker.now();
			int place = this.tracker.enter(since);
			this.tracker.borrowed(connection, handle, since);
			this.tracker.leave(place);
		}
	}

	private void useUpBudget() {
		while (this.stubs.sites().capture() != null) {
			assertThat(this.stubs.sites()).isNotNull();
		}
	}

	private static Duration seconds(int seconds) {
		return Duration.ofSeconds(seconds);
	}

}
