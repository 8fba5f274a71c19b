package io.resiliencestarter.pool;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what a {@link PoolTracker} makes of a {@link ConnectionUse}.
 */
class ConnectionUseTests {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private final CoarseClock clock = new CoarseClock(0);

	private final TrackerContext context = new TrackerContext(this.clock, new SiteCapture(System::nanoTime),
			new ApplicationFrames(List.of("io.resiliencestarter.pool")));

	private final PoolTracker<Use> tracker = new PoolTracker<>(PoolKind.REDIS, this.context, Use::ended,
			(connection) -> false);

	private final HoldWatch<Use> watch = new HoldWatch<>(this.tracker, Duration.ofSeconds(5), Duration.ofSeconds(30));

	@Test
	void useWithoutThreadIsDescribedByItsConnection() {
		borrowThreadless(new Use("reactive", "reactive", true, false));
		borrowThreadless(new Use("reactive", "reactive", false, false));
		List<Holder> holders = this.tracker.usage().holders();
		assertThat(holders).extracting(Holder::thread).containsOnly("reactive");
		assertThat(holders).extracting(Holder::connectionType).containsOnly("reactive");
		assertThat(holders).extracting(Holder::doing)
			.containsExactlyInAnyOrder(Activity.EXECUTING_COMMAND, Activity.EXTERNAL_CALL);
		assertThat(holders).allSatisfy((holder) -> assertThat(holder.stack()).isEmpty());
	}

	@Test
	void nobodysThreadHoldsAConnectionWithoutThread() {
		borrowThreadless(new Use("reactive", "reactive", true, false));
		assertThat(this.tracker.isHeldBy(Thread.currentThread())).isFalse();
		assertThat(this.tracker.held()).isEqualTo(1);
	}

	@Test
	void threadIsLookedAtIfThereIsOne() {
		this.tracker.borrowed(new Object(), new Use("commands", null, true, false), this.tracker.now());
		assertThat(this.tracker.isHeldBy(Thread.currentThread())).isTrue();
		assertThat(this.tracker.usage().holders()).singleElement().satisfies((holder) -> {
			assertThat(holder.thread()).isEqualTo(Thread.currentThread().getName());
			assertThat(holder.connectionType()).isEqualTo("commands");
			assertThat(holder.doing()).isEqualTo(Activity.COMPUTING);
		});
	}

	@Test
	void useThatIsMeantToLastIsNeitherSlowNorALeak() {
		borrowThreadless(new Use("pub-sub", "pub-sub", true, true));
		borrowThreadless(new Use("reactive", "reactive", true, false));
		this.clock.update(60 * SECOND);
		this.watch.look(new StubPool("redis"), new PoolListener() {
		});
		assertThat(this.watch.slowHolds()).isEqualTo(1);
		assertThat(this.watch.suspectedLeaks()).isEqualTo(1);
	}

	@Test
	void waiterWithoutThreadIsListed() {
		int place = this.tracker.enterThreadless(this.tracker.now());
		this.clock.update(2 * SECOND);
		assertThat(this.tracker.waiting()).singleElement().satisfies((waiter) -> {
			assertThat(waiter.thread()).isEqualTo("reactive");
			assertThat(waiter.waited()).isEqualTo(Duration.ofSeconds(2));
		});
		this.tracker.leave(place);
		assertThat(this.tracker.waiting()).isEmpty();
	}

	private void borrowThreadless(Use use) {
		this.tracker.borrowedThreadless(new Object(), use, this.tracker.now(), null);
	}

	/**
	 * A use.
	 *
	 * @param type the type
	 * @param threadless the name in place of a thread's
	 * @param busy whether it is at work
	 * @param lasting whether it is meant to last
	 */
	private record Use(String type, @Nullable String threadless, boolean busy,
			boolean lasting) implements ConnectionUse {

		boolean ended() {
			return false;
		}

	}

}
