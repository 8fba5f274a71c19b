package io.resiliencestarter.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * Who is about to borrow, and since when. Each borrower takes a place while it is inside
 * the pool, on a cache line of its own, so that entering and leaving cost one
 * compare-and-set and one write. Bounded: callers that find no place near theirs are not
 * listed, which happens with hundreds of them at once only. Thread-safe; allocates
 * nothing.
 */
final class WaiterTable {

	/** What {@link #enter} returns to a caller that is not listed. */
	static final int NO_PLACE = -1;

	private static final int PLACES = 256;

	private static final int PROBES = 8;

	private static final int REFERENCES_PER_LINE = 16;

	private static final int LONGS_PER_LINE = 8;

	private static final long JUST_NOW = Long.MIN_VALUE;

	private static final VarHandle TIMES = MethodHandles.arrayElementVarHandle(long[].class);

	private final AtomicReferenceArray<@Nullable Thread> threads = new AtomicReferenceArray<>(
			PLACES * REFERENCES_PER_LINE);

	private final long[] since = new long[PLACES * LONGS_PER_LINE];

	WaiterTable() {
		Arrays.fill(this.since, JUST_NOW);
	}

	/**
	 * Take a place.
	 * @param thread the borrower
	 * @param now the time of the {@link CoarseClock}
	 * @return the place, to be given back with {@link #leave}
	 */
	int enter(Thread thread, long now) {
		int first = (int) thread.getId();
		for (int probe = 0; probe < PROBES; probe++) {
			int place = (first + probe) & (PLACES - 1);
			int index = place * REFERENCES_PER_LINE;
			if (this.threads.getPlain(index) == null && this.threads.compareAndSet(index, null, thread)) {
				TIMES.setOpaque(this.since, place * LONGS_PER_LINE, now);
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
			TIMES.setOpaque(this.since, place * LONGS_PER_LINE, JUST_NOW);
			this.threads.setRelease(place * REFERENCES_PER_LINE, null);
		}
	}

	/**
	 * Return who is about to borrow.
	 * @param now the time of the {@link CoarseClock}
	 * @return the borrowers, in no order
	 */
	List<Entry> entries(long now) {
		List<Entry> entries = new ArrayList<>();
		for (int place = 0; place < PLACES; place++) {
			Thread thread = this.threads.getAcquire(place * REFERENCES_PER_LINE);
			if (thread != null) {
				long time = (long) TIMES.getOpaque(this.since, place * LONGS_PER_LINE);
				entries.add(new Entry(thread, (time != JUST_NOW) ? Math.max(0, now - time) : 0));
			}
		}
		return entries;
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
