package io.resiliencestarter.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Who holds which connection: one slot per physical connection, in which each borrower
 * leaves its trace. Nothing is recorded on return: a connection is held as long as the
 * handle in its slot says so.
 * <p>
 * Borrowing finds the slot in a copy-on-write table by identity; it takes no lock and
 * allocates nothing but, once per physical connection, the slot. The pool orders the
 * borrowers of one connection, so that a slot has one writer at a time. Readers take no
 * lock either; see {@link HolderSlot} for why what they read fits together.
 *
 * @param <H> the type of handle that a borrower gets, another one for each borrow
 */
final class HolderTable<H> {

	private final Predicate<H> returned;

	private final Predicate<Object> closed;

	private final PoolTimes times;

	private long retired;

	private volatile long lastTick;

	private volatile Index<H> index = new Index<>(List.of());

	/**
	 * Create a table.
	 * @param returned whether a handle has been given back; must neither block nor fail
	 * @param closed whether a physical connection is closed for good; likewise
	 * @param times where holds are recorded that the pool does not measure itself
	 * @param now the time of the {@link CoarseClock}
	 */
	HolderTable(Predicate<H> returned, Predicate<Object> closed, PoolTimes times, long now) {
		this.returned = returned;
		this.closed = closed;
		this.times = times;
		this.lastTick = now;
	}

	/**
	 * Record a borrow, on the borrower's thread and before it gets the handle.
	 * @param connection the physical connection
	 * @param handle what the borrower gets
	 * @param thread the borrower
	 * @param now the time of the {@link CoarseClock}
	 * @param site where it borrows, if that was captured
	 */
	void borrowed(Object connection, H handle, Thread thread, long now, @Nullable Throwable site) {
		HolderSlot<H> slot = this.index.find(connection);
		if (slot == null) {
			slot = add(connection);
		}
		else if (slot.since() - this.lastTick < 0) {
			recordEnd(slot, this.returned);
		}
		slot.hold(handle, thread, now, site);
	}

	private synchronized HolderSlot<H> add(Object connection) {
		HolderSlot<H> slot = new HolderSlot<>(connection);
		List<HolderSlot<H>> slots = new ArrayList<>(this.index.slots);
		slots.add(slot);
		this.index = new Index<>(slots);
		return slot;
	}

	/**
	 * A hold that nobody knew to have ended at the last tick has ended since.
	 */
	private void recordEnd(HolderSlot<H> slot, Predicate<H> returned) {
		long held = this.times.isExact() ? 0 : slot.ended(this.lastTick, returned);
		if (held > 0) {
			this.times.longHold(held);
		}
	}

	/**
	 * Notice holds that have ended, and forget the physical connections that are closed,
	 * with which a hold ends too. Called by one thread.
	 * @param now the time of the {@link CoarseClock}
	 */
	void tick(long now) {
		for (HolderSlot<H> slot : this.index.slots) {
			boolean gone = this.closed.test(slot.connection());
			recordEnd(slot, gone ? (handle) -> true : this.returned);
			if (gone) {
				remove(slot);
			}
		}
		this.lastTick = now;
	}

	private synchronized void remove(HolderSlot<H> slot) {
		List<HolderSlot<H>> slots = new ArrayList<>(this.index.slots);
		if (slots.remove(slot)) {
			this.retired += slot.borrows();
			this.index = new Index<>(slots);
		}
	}

	/**
	 * Return who holds what.
	 * @return the holds, in no order
	 */
	List<Hold<H>> holds() {
		List<Hold<H>> holds = new ArrayList<>();
		for (HolderSlot<H> slot : this.index.slots) {
			Hold<H> hold = slot.read(this.returned);
			if (hold != null && !this.closed.test(hold.connection())) {
				holds.add(hold);
			}
		}
		return holds;
	}

	/**
	 * Return how many connections are held. Allocates nothing.
	 * @return the number
	 */
	int held() {
		int held = 0;
		for (HolderSlot<H> slot : this.index.slots) {
			H handle = slot.handle();
			if (handle != null && !this.returned.test(handle) && !this.closed.test(slot.connection())) {
				held++;
			}
		}
		return held;
	}

	/**
	 * Return whether a thread holds a connection. What a thread has borrowed, it sees in
	 * the slots itself; so to be asked by that thread. Allocates nothing.
	 * @param thread the current thread
	 * @return whether it holds one
	 */
	boolean isHeldBy(Thread thread) {
		for (HolderSlot<H> slot : this.index.slots) {
			if (slot.isBorrower(thread)) {
				H handle = slot.handle();
				if (handle != null && !this.returned.test(handle) && !this.closed.test(slot.connection())) {
					return true;
				}
			}
		}
		return false;
	}

	/**
	 * Return the last handle of each connection that nobody holds.
	 * @return the handles of idle connections, without those that were never borrowed
	 */
	List<H> idle() {
		List<H> idle = new ArrayList<>();
		for (HolderSlot<H> slot : this.index.slots) {
			H handle = slot.handle();
			if (handle != null && this.returned.test(handle) && !this.closed.test(slot.connection())) {
				idle.add(handle);
			}
		}
		return idle;
	}

	/**
	 * Return how many borrows were recorded.
	 * @return the number since the start
	 */
	synchronized long borrows() {
		long borrows = this.retired;
		for (HolderSlot<H> slot : this.index.slots) {
			borrows += slot.borrows();
		}
		return borrows;
	}

	/**
	 * An immutable hash table with linear probing, at most half full.
	 */
	private static final class Index<H> {

		private final List<HolderSlot<H>> slots;

		private final @Nullable HolderSlot<H>[] table;

		@SuppressWarnings({ "unchecked", "rawtypes" })
		Index(List<HolderSlot<H>> slots) {
			this.slots = List.copyOf(slots);
			this.table = new HolderSlot[Integer.highestOneBit(Math.max(4, slots.size())) * 4];
			for (HolderSlot<H> slot : slots) {
				int place = place(slot.connection());
				while (this.table[place] != null) {
					place = next(place);
				}
				this.table[place] = slot;
			}
		}

		@SuppressWarnings("ReferenceEquality") // connections are told apart by identity
		@Nullable HolderSlot<H> find(Object connection) {
			int place = place(connection);
			HolderSlot<H> slot = this.table[place];
			while (slot != null && slot.connection() != connection) {
				place = next(place);
				slot = this.table[place];
			}
			return slot;
		}

		private int place(Object connection) {
			return System.identityHashCode(connection) & (this.table.length - 1);
		}

		private int next(int place) {
			return (place + 1) & (this.table.length - 1);
		}

	}

}
