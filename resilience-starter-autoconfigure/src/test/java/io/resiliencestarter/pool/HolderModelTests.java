package io.resiliencestarter.pool;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Holds {@link HolderTable} against a pool that knows its borrowers by itself, over
 * random steps.
 */
class HolderModelTests {

	private static final int RUNS = 200;

	private static final int STEPS = 1000;

	private static final int TICK = 50;

	private static final int LONGEST_STEP = 4;

	private static final long START = Long.MAX_VALUE - 1000;

	@Test
	void showsWhatThePoolKnows() {
		Random seeds = new Random();
		int borrows = 0;
		for (int run = 0; run < RUNS; run++) {
			borrows += new Run(seeds.nextLong()).run();
		}
		assertThat(borrows).isGreaterThan(RUNS * STEPS / 4);
	}

	/**
	 * A pool and the table that watches it.
	 */
	private static final class Run {

		private static final int MAX_OPEN = 6;

		private static final String TICKED = "tick";

		private final long seed;

		private final Random random;

		private final List<Thread> threads = Stream.generate(() -> new Thread()).limit(3).toList();

		private final PoolTimes times = new PoolTimes(START);

		private final HolderTable<StubConnection> table = new HolderTable<>(StubConnection::isClosed,
				StubConnection::isClosed, this.times, START);

		private final List<Pooled> open = new ArrayList<>();

		private final List<StubConnection> lateHandles = new ArrayList<>();

		private long now = START;

		private long clock = START;

		private int borrows;

		private int ended;

		private long heldInAll;

		Run(long seed) {
			this.seed = seed;
			this.random = new Random(seed);
		}

		int run() {
			for (int i = 0; i < STEPS; i++) {
				String step = step();
				String when = "step %d, %s, seed %d".formatted(i, step, this.seed);
				compareHolds(when);
				if (step.equals(TICKED)) {
					compareTimes(when);
				}
			}
			return this.borrows;
		}

		private String step() {
			this.now += this.random.nextInt(LONGEST_STEP + 1);
			if (this.now - this.clock >= TICK) {
				return tick();
			}
			int dice = this.random.nextInt(100);
			if (dice < 50) {
				return borrow();
			}
			if (dice < 90) {
				return withOne(Pooled::isHeld, this::giveBack, "return");
			}
			if (dice < 92) {
				return withOne(Pooled::isHeld, this::breakDown, "broken connection");
			}
			if (dice < 94) {
				return withOne(Pooled::isHeld, this::evict, "eviction of a connection in use");
			}
			if (dice < 98) {
				return withOne((pooled) -> !pooled.isHeld(), this::close, "end of an idle connection");
			}
			return closeLateHandle();
		}

		private String tick() {
			this.clock = this.now;
			this.table.tick(this.clock);
			this.times.tick(this.clock, this.table.borrows(), this.table.borrows() - this.table.held());
			return TICKED;
		}

		private String borrow() {
			if (this.open.size() < MAX_OPEN && this.random.nextInt(10) == 0) {
				this.open.add(new Pooled(this.borrows));
			}
			return withOne((pooled) -> !pooled.isHeld() && !pooled.broken, this::borrow, "borrow");
		}

		private void borrow(Pooled pooled) {
			Thread thread = this.threads.get(this.random.nextInt(this.threads.size()));
			Throwable site = this.random.nextBoolean() ? new Throwable() : null;
			StubConnection handle = new StubConnection(++this.borrows);
			pooled.hold = new Hold<>(pooled.connection, handle, thread, this.clock, site);
			pooled.since = this.now;
			this.table.borrowed(pooled.connection, handle, thread, this.clock, site);
		}

		/**
		 * Some borrowers leave it to another thread.
		 */
		private void giveBack(Pooled pooled) {
			if (this.random.nextInt(10) == 0) {
				CompletableFuture.runAsync(pooled.handle()::close).join();
			}
			else {
				pooled.handle().close();
			}
			end(pooled);
		}

		/**
		 * The borrower can no longer use it; the pool closes it some time later.
		 */
		private void breakDown(Pooled pooled) {
			giveBack(pooled);
			pooled.broken = true;
		}

		private void evict(Pooled pooled) {
			this.lateHandles.add(pooled.handle());
			end(pooled);
			close(pooled);
		}

		private void close(Pooled pooled) {
			pooled.connection.close();
			this.open.remove(pooled);
		}

		private String closeLateHandle() {
			if (!this.lateHandles.isEmpty()) {
				this.lateHandles.remove(0).close();
			}
			return "return of a connection that is closed already";
		}

		private void end(Pooled pooled) {
			this.ended++;
			this.heldInAll += this.now - pooled.since;
		}

		private String withOne(Predicate<Pooled> condition, Consumer<Pooled> action, String name) {
			List<Pooled> candidates = this.open.stream().filter(condition).toList();
			if (!candidates.isEmpty()) {
				action.accept(candidates.get(this.random.nextInt(candidates.size())));
			}
			return name;
		}

		private void compareHolds(String when) {
			List<Hold<StubConnection>> holds = this.open.stream()
				.filter(Pooled::isHeld)
				.map(Pooled::lastHold)
				.collect(Collectors.toList());
			List<StubConnection> idle = this.open.stream()
				.filter((pooled) -> pooled.hold != null && !pooled.isHeld())
				.map(Pooled::handle)
				.toList();
			compare(this.table.holds(), holds, "holds", when);
			compare(this.table.idle(), idle, "idle", when);
			check(this.table.held() == holds.size(), "held", when);
			check(this.table.borrows() == this.borrows, "borrows", when);
		}

		private void compareTimes(String when) {
			long error = Math.abs(this.times.hold().totalNanos() - this.heldInAll);
			check(this.times.hold().count() == this.ended, "number of recorded holds", when);
			check(error <= (long) this.ended * (TICK + LONGEST_STEP), "time of recorded holds", when);
		}

		private static void compare(Collection<?> actual, Collection<?> expected, String what, String when) {
			boolean same = actual.size() == expected.size() && new HashSet<>(actual).equals(new HashSet<>(expected));
			check(same, "%s: %s instead of %s".formatted(what, actual, expected), when);
		}

		private static void check(boolean condition, String what, String when) {
			if (!condition) {
				fail("%s is wrong, %s", what, when);
			}
		}

	}

	/**
	 * A connection as the pool knows it.
	 */
	private static final class Pooled {

		private final StubConnection connection;

		private @Nullable Hold<StubConnection> hold;

		private long since;

		private boolean broken;

		Pooled(int number) {
			this.connection = new StubConnection(number);
		}

		boolean isHeld() {
			return this.hold != null && !StubConnection.isClosed(this.hold.handle());
		}

		Hold<StubConnection> lastHold() {
			return Objects.requireNonNull(this.hold);
		}

		StubConnection handle() {
			return lastHold().handle();
		}

	}

}
