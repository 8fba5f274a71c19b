package io.resiliencestarter.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Who is about to borrow, and since when. Each borrower takes a place while it is inside
 * the pool, on cache lines of its own. Entering and leaving cost a write each: a thread
 * that comes back finds itself in its place, and does not even make the garbage collector
 * take note of a reference.
 * <p>
 * Bounded and, for that price, without guarantee: a caller that finds no place near its
 * own is not listed, nor is one of two that take the same place at the same instant.
 * Thread-safe; allocates nothing.
 */
final class WaiterTable {

	/** What {@link #enter} returns to a caller that is not listed. */
	static final int NO_PLACE = -1;

	private static final int PLACES = 256;

	private static final int PROBES = 8;

	/** Two cache lines, as processors fetch pairs of them. */
	private static final int THREADS_APART = 32;

	private static final int TIMES_APART = 16;

	private static final long NOBODY = Long.MIN_VALUE;

	private static final VarHandle THREADS = MethodHandles.arrayElementVarHandle(Thread[].class);

	private static final VarHandle TIMES = MethodHandles.arrayElementVarHandle(long[].class);

	private final @Nullable Thread[] threads = new Thread[PLACES * THREADS_APART];

	private final long[] since = new long[PLACES * TIMES_APART];

	WaiterTable() {
		Arrays.fill(this.since, NOBODY);
	}

	/**
	 * Take a place.
	 * @param thread the borrower
	 * @param now the time of the {@link CoarseClock}
	 * @return the place, to be given back with {@link #leave}
	 */
	@SuppressWarnings("ReferenceEquality") // threads are told apart by identity
	int enter(Thread thread, long now) {
		int first = (int) thread.getId();
		for (int probe = 0; probe < PROBES; probe++) {
			int place = (first + probe) & (PLACES - 1);
			if ((long) TIMES.getOpaque(this.since, place * TIMES_APART) == NOBODY) {
				if (this.threads[place * THREADS_APART] != thread) {
					this.threads[place * THREADS_APART] = thread;
				}
				TIMES.setRelease(this.since, place * TIMES_APART, now);
				return place;
			}
		}
		return NO_PLACE;
	}

	/**
	 * Give a place back.
	 * @param place the place
	 */
	void leave(int place) {
		if (place != NO_PLACE) {
			TIMES.setRelease(this.since, place * TIMES_APART, NOBODY);
		}
	}

	/**
	 * Return who is about to borrow. A time that changes while being read belongs to
	 * somebody who has come or left meanwhile.
	 * @param now the time of the {@link CoarseClock}
	 * @return the borrowers, in no order
	 */
	List<Entry> entries(long now) {
		List<Entry> entries = new ArrayList<>();
		for (int place = 0; place < PLACES; place++) {
			long time = time(place);
			Thread thread = thread(place);
			if (time != NOBODY && thread != null && time(place) == time) {
				entries.add(new Entry(thread, Math.max(0, now - time)));
			}
		}
		return entries;
	}

	/**
	 * Forget threads that have ended. Called from time to time.
	 */
	void forgetEnded() {
		for (int place = 0; place < PLACES; place++) {
			Thread thread = thread(place);
			if (thread != null && thread.getState() == Thread.State.TERMINATED) {
				THREADS.compareAndSet(this.threads, place * THREADS_APART, thread, null);
			}
		}
	}

	private long time(int place) {
		return (long) TIMES.getAcquire(this.since, place * TIMES_APART);
	}

	private @Nullable Thread thread(int place) {
		return (Thread) THREADS.getAcquire(this.threads, place * THREADS_APART);
	}

	/**
	 * A borrower that has no connection yet.
	 *
	 * @param thread the borrower
	 * @param nanos how long it has waited
	 */
	record Entry(Thread thread, long nanos) {
	}

}
