package io.resiliencestarter.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Predicate;

/**
 * Takes samples of who uses a pool.
 *
 * @param <H> the type of handle
 * @param returned whether a handle has been given back
 * @param inspection looks at threads
 */
record Sampling<H>(Predicate<H> returned, Inspection inspection) {

	/**
	 * Take a sample. A thread can be in the midst of getting its connection, and so be
	 * listed as holding and waiting for the same one: only who still waits after its
	 * stack was read waits for another one.
	 * @param holds who holds what, the longest first
	 * @param waiters who waits
	 * @param now the time of the {@link CoarseClock}
	 * @return the sample
	 */
	PoolSample take(List<Hold<H>> holds, List<WaiterTable.Entry> waiters, long now) {
		IdentityHashMap<Thread, Integer> connections = new IdentityHashMap<>();
		waiters.forEach((waiter) -> connections.merge(waiter.thread(), 1, Integer::sum));
		List<HolderSample> holders = new ArrayList<>();
		IdentityHashMap<Thread, List<Hold<H>>> later = new IdentityHashMap<>();
		for (int i = holds.size() - 1; i >= 0; i--) {
			Hold<H> hold = holds.get(i);
			List<Hold<H>> others = Inspection.isThreadless(hold) ? new ArrayList<>()
					: later.computeIfAbsent(hold.thread(), (thread) -> new ArrayList<>());
			Holder holder = this.inspection.holder(hold, others, now);
			others.add(hold);
			if (!this.returned.test(hold.handle())) {
				boolean nested = connections.containsKey(hold.thread())
						&& holder.doing() == Activity.WAITING_FOR_CONNECTION;
				holders.add(new HolderSample(holder, nested));
			}
		}
		Collections.reverse(holders);
		holds.forEach((hold) -> connections.merge(hold.thread(), 1, Integer::sum));
		long longest = waiters.stream().mapToLong(WaiterTable.Entry::nanos).max().orElse(0);
		int depth = connections.values().stream().mapToInt(Integer::intValue).max().orElse(0);
		return new PoolSample(holders, waiters.size(), Duration.ofNanos(longest), connections.size(), depth);
	}

}
