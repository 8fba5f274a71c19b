package io.resiliencestarter.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Notices holds that last too long, each one once, and those that end after they were
 * taken for a leak. One thread looks; any thread reads the counts.
 *
 * @param <H> the type of handle
 */
public final class HoldWatch<H> {

	private final PoolTracker<H> tracker;

	private final long slowNanos;

	private final long leakNanos;

	private final LongAdder slow = new LongAdder();

	private final LongAdder leaks = new LongAdder();

	private IdentityHashMap<H, Watched<H>> watched = new IdentityHashMap<>();

	/**
	 * Create a watch.
	 * @param tracker tells who holds what
	 * @param slowAfter the time after which a hold is slow
	 * @param leakAfter the time after which a hold is taken for a leak
	 */
	public HoldWatch(PoolTracker<H> tracker, Duration slowAfter, Duration leakAfter) {
		this.tracker = tracker;
		this.slowNanos = slowAfter.toNanos();
		this.leakNanos = leakAfter.toNanos();
	}

	/**
	 * Look at the holds.
	 * @param pool the pool, for the listener
	 * @param listener who is told
	 */
	public void look(MonitoredPool pool, PoolListener listener) {
		long now = this.tracker.now();
		IdentityHashMap<H, Watched<H>> before = this.watched;
		this.watched = new IdentityHashMap<>();
		for (Hold<H> hold : this.tracker.holds()) {
			if (hold.nanos(now) >= Math.min(this.slowNanos, this.leakNanos) && !isMeantToLast(hold)) {
				Watched<H> known = before.remove(hold.handle());
				Watched<H> watch = (known != null) ? known : new Watched<>(hold);
				this.watched.put(hold.handle(), watch);
				look(watch, hold.nanos(now), pool, listener);
			}
		}
		for (Watched<H> ended : new ArrayList<>(before.values())) {
			if (ended.leak) {
				listener.leakReturned(pool, ended.hold.thread(), Duration.ofNanos(ended.hold.nanos(now)));
			}
		}
	}

	private static boolean isMeantToLast(Hold<?> hold) {
		return hold.handle() instanceof ConnectionUse use && use.lasting();
	}

	private void look(Watched<H> watch, long nanos, MonitoredPool pool, PoolListener listener) {
		if (nanos >= this.slowNanos && !watch.slow) {
			watch.slow = true;
			this.slow.increment();
			listener.slowHold(pool, this.tracker.inspect(watch.hold));
		}
		if (nanos >= this.leakNanos && !watch.leak) {
			watch.leak = true;
			this.leaks.increment();
			if (watch.hold.site() == null) {
				this.tracker.captureSites();
			}
			listener.leakSuspected(pool, this.tracker.inspect(watch.hold));
		}
	}

	/**
	 * Return whether there are holds that can be expected to end: not those that are
	 * meant to last, that are taken for a leak, whose thread has ended or is the current
	 * one. Looks at no stack.
	 * @param begunBy the time of the {@link CoarseClock} after which holds do not count
	 * @return whether there are any
	 */
	public boolean hasUnfinished(long begunBy) {
		return unfinishedHolds(begunBy).findAny().isPresent();
	}

	/**
	 * Look at those who have such holds.
	 * @param begunBy the time of the {@link CoarseClock} after which holds do not count
	 * @return the holders, the longest hold first
	 */
	public List<Holder> unfinished(long begunBy) {
		return unfinishedHolds(begunBy).map(this.tracker::inspect).toList();
	}

	private Stream<Hold<H>> unfinishedHolds(long begunBy) {
		long now = this.tracker.now();
		Thread current = Thread.currentThread();
		return this.tracker.holds()
			.stream()
			.filter((hold) -> hold.since() - begunBy <= 0 && hold.nanos(now) < this.leakNanos && !isMeantToLast(hold)
					&& hold.thread().getState() != Thread.State.TERMINATED && !hold.thread().equals(current));
	}

	/**
	 * Say no more about a hold, as its connection was taken away.
	 * @param hold the hold
	 */
	public void forget(Hold<H> hold) {
		this.watched.remove(hold.handle());
	}

	/**
	 * Return how many holds were slow.
	 * @return the number since the start
	 */
	public long slowHolds() {
		return this.slow.sum();
	}

	/**
	 * Return how many holds were taken for a leak.
	 * @return the number since the start
	 */
	public long suspectedLeaks() {
		return this.leaks.sum();
	}

	/**
	 * A hold that lasts too long, and what was said of it.
	 *
	 * @param <H> the type of handle
	 */
	private static final class Watched<H> {

		private final Hold<H> hold;

		private boolean slow;

		private boolean leak;

		Watched(Hold<H> hold) {
			this.hold = hold;
		}

	}

}
