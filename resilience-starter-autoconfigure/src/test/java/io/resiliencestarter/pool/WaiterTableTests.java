package io.resiliencestarter.pool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.resiliencestarter.pool.WaiterTable.Entry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WaiterTable}.
 */
class WaiterTableTests {

	private static final long START = -500;

	private static final int NEIGHBOURHOOD = 8;

	private final WaiterTable table = new WaiterTable();

	@Test
	void listsWhoWaitsAndForHowLong() {
		Thread first = new NumberedThread(1);
		Thread second = new NumberedThread(2);
		this.table.enter(first, START);
		this.table.enter(second, START + 100);
		assertThat(this.table.entries(START + 1000)).containsExactlyInAnyOrder(new Entry(first, 1000),
				new Entry(second, 900));
	}

	@Test
	void doesNotListWhoHasLeft() {
		Thread thread = new NumberedThread(1);
		this.table.leave(this.table.enter(thread, START));
		assertThat(this.table.entries(START + 1000)).isEmpty();
		this.table.enter(thread, START + 1000);
		assertThat(this.table.entries(START + 1500)).containsExactly(new Entry(thread, 500));
	}

	@Test
	void forgetsThreadsThatHaveEnded() throws InterruptedException {
		Thread thread = new Thread(() -> {
		});
		thread.start();
		thread.join();
		this.table.enter(thread, START);
		this.table.forgetEnded();
		assertThat(this.table.entries(START)).isEmpty();
	}

	@Test
	void ageIsNeverNegative() {
		Thread thread = new NumberedThread(1);
		this.table.enter(thread, START);
		assertThat(this.table.entries(START - 1)).containsExactly(new Entry(thread, 0));
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 255, 256, Integer.MAX_VALUE, 1L << 31, Long.MAX_VALUE })
	void findsPlacesForAFewWhoWantTheSameOne(long id) {
		List<Entry> waiters = new ArrayList<>();
		for (int i = 0; i < NEIGHBOURHOOD; i++) {
			waiters.add(new Entry(new NumberedThread(id), 10));
			assertThat(this.table.enter(waiters.get(i).thread(), START)).isNotNegative();
		}
		assertThat(this.table.entries(START + 10)).containsExactlyInAnyOrderElementsOf(waiters);
	}

	@Test
	void doesNotListWhoFindsNoPlace() {
		List<Integer> places = new ArrayList<>();
		for (int i = 0; i < NEIGHBOURHOOD; i++) {
			places.add(this.table.enter(new NumberedThread(7), START));
		}
		Thread late = new NumberedThread(7);
		int none = this.table.enter(late, START);
		assertThat(none).isEqualTo(WaiterTable.NO_PLACE);
		this.table.leave(none);
		assertThat(this.table.entries(START)).hasSize(NEIGHBOURHOOD).extracting(Entry::thread).doesNotContain(late);
		this.table.leave(places.get(3));
		assertThat(this.table.enter(late, START)).isEqualTo(places.get(3));
	}

	@Test
	void listsAllWhoWaitWhenThreadsComeAndLeaveAtRandom() {
		Random seeds = new Random();
		for (int run = 0; run < 50; run++) {
			comeAndLeave(seeds.nextLong());
		}
	}

	private static void comeAndLeave(long seed) {
		Random random = new Random(seed);
		WaiterTable table = new WaiterTable();
		Map<Integer, Long> waiting = new HashMap<>();
		for (long now = START; now < START + 1000; now++) {
			int place = table.enter(new NumberedThread(random.nextInt(40)), now);
			if (place != WaiterTable.NO_PLACE) {
				assertThat(waiting.put(place, now)).as("seed %d", seed).isNull();
			}
			List<Integer> places = new ArrayList<>(waiting.keySet());
			for (int i = random.nextInt(3); i > 0 && !places.isEmpty(); i--) {
				int left = places.remove(/* index */ random.nextInt(places.size()));
				table.leave(left);
				waiting.remove(left);
			}
			long at = now;
			assertThat(table.entries(at).stream().map(Entry::nanos)).as("seed %d", seed)
				.containsExactlyInAnyOrderElementsOf(waiting.values().stream().map((since) -> at - since).toList());
		}
	}

	/**
	 * A thread that has a given number.
	 */
	private static final class NumberedThread extends Thread {

		private final long id;

		NumberedThread(long id) {
			this.id = id;
		}

		@Override
		public long getId() {
			return this.id;
		}

	}

}
