package io.resiliencestarter.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HoldWatch}.
 */
class HoldWatchTests {

	private final TrackedStubs stubs = new TrackedStubs();

	private final HoldWatch<StubConnection> watch = watch(5, 30);

	private final StubConnection connection = new StubConnection(1);

	private final List<String> told = new ArrayList<>();

	private final ExecutorService threads = Executors.newSingleThreadExecutor();

	@AfterEach
	void endThreads() {
		this.threads.shutdown();
	}

	@Test
	void tellsASlowHoldOnce() {
		this.stubs.borrow(this.connection);
		pass(4);
		assertThat(this.told).isEmpty();
		pass(10);
		assertThat(this.told).containsExactly("slow after 5 s");
		assertThat(this.watch.slowHolds()).isEqualTo(1);
		assertThat(this.watch.suspectedLeaks()).isZero();
	}

	@Test
	void tellsASuspectedLeakOnceAndOnceThatItCameBack() {
		StubConnection handle = this.stubs.borrow(this.connection);
		pass(40);
		handle.close();
		pass(10);
		assertThat(this.told).containsExactly("slow after 5 s", "leak after 30 s", "returned after 41 s");
		assertThat(this.watch.slowHolds()).isEqualTo(1);
		assertThat(this.watch.suspectedLeaks()).isEqualTo(1);
	}

	@Test
	void saysNothingOfASlowHoldThatEnds() {
		StubConnection handle = this.stubs.borrow(this.connection);
		pass(6);
		handle.close();
		pass(60);
		assertThat(this.told).containsExactly("slow after 5 s");
	}

	@Test
	void nextBorrowOfTheSameConnectionIsAnotherHold() {
		StubConnection handle = this.stubs.borrow(this.connection);
		pass(6);
		handle.close();
		this.stubs.borrow(this.connection);
		this.stubs.pass(Duration.ofSeconds(6).toNanos());
		pass(1);
		assertThat(this.told).containsExactly("slow after 5 s", "slow after 7 s");
		assertThat(this.watch.slowHolds()).isEqualTo(2);
	}

	@Test
	void leakThatCameBackAndWasBorrowedAtOnceIsStillToldToHaveComeBack() {
		StubConnection handle = this.stubs.borrow(this.connection);
		pass(31);
		handle.close();
		this.stubs.borrow(this.connection);
		pass(1);
		assertThat(this.told).containsExactly("slow after 5 s", "leak after 30 s", "returned after 32 s");
	}

	@Test
	void eachHoldIsToldByItself() {
		this.stubs.borrow(this.connection);
		pass(3);
		this.stubs.borrow(new StubConnection(2));
		pass(5);
		assertThat(this.told).containsExactly("slow after 5 s", "slow after 5 s");
		assertThat(this.watch.slowHolds()).isEqualTo(2);
	}

	@Test
	void holdThatIsTakenForALeakIsNotExpectedToEnd() throws InterruptedException {
		StubConnection handle = borrowElsewhere();
		pass(29);
		assertThat(this.watch.unfinished(now())).singleElement()
			.satisfies((holder) -> assertThat(holder.held()).isEqualTo(Duration.ofSeconds(29)));
		pass(1);
		assertThat(this.watch.unfinished(now())).isEmpty();
		assertThat(this.watch.hasUnfinished(now())).isFalse();
		handle.close();
		borrowElsewhere();
		assertThat(this.watch.unfinished(now())).hasSize(1);
		assertThat(this.watch.hasUnfinished(now())).isTrue();
	}

	@Test
	void holdThatBeganLaterDoesNotCount() throws InterruptedException {
		long begun = now();
		pass(1);
		borrowElsewhere();
		assertThat(this.watch.hasUnfinished(begun)).isFalse();
		assertThat(this.watch.hasUnfinished(now())).isTrue();
	}

	@Test
	void holdOfAThreadThatHasEndedIsNotExpectedToEnd() throws InterruptedException {
		Thread thread = new Thread(() -> this.stubs.borrow(this.connection));
		thread.start();
		thread.join();
		assertThat(this.watch.hasUnfinished(now())).isFalse();
	}

	@Test
	void whoAsksIsNotExpectedToEndWhileItAsks() {
		this.stubs.borrow(this.connection);
		assertThat(this.watch.hasUnfinished(now())).isFalse();
	}

	private long now() {
		return this.stubs.tracker().now();
	}

	/**
	 * Borrow from a thread that goes on.
	 */
	private StubConnection borrowElsewhere() throws InterruptedException {
		BlockingQueue<StubConnection> handles = new LinkedBlockingQueue<>();
		this.threads.execute(() -> handles.add(this.stubs.borrow(this.connection)));
		return handles.take();
	}

	@Test
	void leakThresholdCanBeBelowTheSlowOne() {
		HoldWatch<StubConnection> other = watch(30, 5);
		this.stubs.borrow(this.connection);
		pass(other, 31);
		assertThat(this.told).containsExactly("leak after 5 s", "slow after 30 s");
	}

	@Test
	void leakWithoutASiteHasMoreSitesCapturedForAMinute() {
		captureAll();
		this.stubs.borrow(this.connection);
		pass(35);
		int boosted = captureAll();
		pass(70);
		assertThat(boosted).isGreaterThan(5 * captureAll());
	}

	@Test
	void leakWithASiteDoesNot() {
		this.stubs.borrow(this.connection);
		pass(35);
		int captured = captureAll();
		pass(70);
		assertThat(captured).isEqualTo(captureAll());
	}

	private HoldWatch<StubConnection> watch(int slowSeconds, int leakSeconds) {
		return new HoldWatch<>(this.stubs.tracker(), Duration.ofSeconds(slowSeconds), Duration.ofSeconds(leakSeconds));
	}

	private int captureAll() {
		int captured = 0;
		while (this.stubs.sites().capture() != null) {
			captured++;
		}
		return captured;
	}

	private void pass(int seconds) {
		pass(this.watch, seconds);
	}

	private void pass(HoldWatch<StubConnection> watch, int seconds) {
		for (int i = 0; i < seconds; i++) {
			this.stubs.pass(Duration.ofSeconds(1).toNanos());
			watch.look(new StubPool("orders"), new Notes());
		}
	}

	/**
	 * Writes down what it is told.
	 */
	private final class Notes implements PoolListener {

		@Override
		public void slowHold(MonitoredPool pool, Holder holder) {
			note("slow", holder.held());
		}

		@Override
		public void leakSuspected(MonitoredPool pool, Holder holder) {
			note("leak", holder.held());
		}

		@Override
		public void leakReturned(MonitoredPool pool, Thread thread, Duration held) {
			assertThat(thread).isSameAs(Thread.currentThread());
			note("returned", held);
		}

		private void note(String what, Duration held) {
			HoldWatchTests.this.told.add("%s after %d s".formatted(what, held.toSeconds()));
		}

	}

}
