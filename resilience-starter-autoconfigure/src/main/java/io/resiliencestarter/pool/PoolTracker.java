package io.resiliencestarter.pool;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Tracks who waits for the connections of a pool and who holds them. Thread-safe;
 * borrowing takes no lock, and allocates nothing but the call site while the budget for
 * those lasts.
 *
 * @param <H> the type of handle that a borrower gets, another one for each borrow
 */
public final class PoolTracker<H> {

	private static final long CAPTURE_ALL_NANOS = TimeUnit.MINUTES.toNanos(1);

	/** Stands for the thread of a use that has none; never runs. */
	private static final Thread NO_THREAD = new Thread("reactive");

	private final TrackerContext context;

	private final Inspection inspection;

	private final Predicate<H> returned;

	private final PoolTimes times;

	private final HolderTable<H> holders;

	private final WaiterTable waiters = new WaiterTable();

	private final LongAdder timeouts = new LongAdder();

	private final LongAdder rejected = new LongAdder();

	/**
	 * Create a tracker.
	 * @param kind what the pool's connections lead to
	 * @param context what the trackers of all pools share
	 * @param returned whether a handle has been given back; must neither block nor fail
	 * @param closed whether a physical connection is closed for good; likewise
	 */
	public PoolTracker(PoolKind kind, TrackerContext context, Predicate<H> returned, Predicate<Object> closed) {
		this.context = context;
		this.inspection = new Inspection(kind, context.frames());
		this.returned = returned;
		long now = context.clock().nanos();
		this.times = new PoolTimes(now);
		this.holders = new HolderTable<>(returned, closed, this.times, now);
	}

	/**
	 * Return the time of the shared clock.
	 * @return the time in nanoseconds
	 */
	public long now() {
		return this.context.clock().nanos();
	}

	/**
	 * The current thread begins to borrow.
	 * @param now the time of the shared clock
	 * @return its place among the waiters, to be given back with {@link #leave}
	 */
	public int enter(long now) {
		return this.waiters.enter(Thread.currentThread(), now);
	}

	/**
	 * Somebody begins to borrow for whom no thread waits.
	 * @param now the time of the shared clock
	 * @return its place among the waiters, to be given back with {@link #leave}
	 */
	public int enterThreadless(long now) {
		return this.waiters.enter(NO_THREAD, now);
	}

	/**
	 * The current thread has borrowed a connection, and is about to get its handle.
	 * @param connection the physical connection
	 * @param handle the handle
	 * @param since the time of the shared clock at which it began to borrow
	 */
	public void borrowed(Object connection, H handle, long since) {
		borrowed(connection, handle, Thread.currentThread(), since, this.context.sites().capture());
	}

	/**
	 * A connection was borrowed that no thread will stay with; its handle is a
	 * {@link ConnectionUse} that says so.
	 * @param connection the physical connection
	 * @param handle the handle
	 * @param since the time of the shared clock at which the wait for it began
	 * @param site where it was wanted, {@code null} if that is not known
	 */
	public void borrowedThreadless(Object connection, H handle, long since, @Nullable Throwable site) {
		borrowed(connection, handle, NO_THREAD, since, site);
	}

	private void borrowed(Object connection, H handle, Thread thread, long since, @Nullable Throwable site) {
		long now = now();
		if (now != since) {
			this.times.longWait(now - since);
		}
		this.holders.borrowed(connection, handle, thread, now, site);
	}

	/**
	 * Capture the stack of the calling thread, if the budget allows it.
	 * @return the stack, {@code null} if the budget is used up
	 */
	public @Nullable Throwable site() {
		return this.context.sites().capture();
	}

	/**
	 * The current thread has stopped borrowing, with success or without.
	 * @param place its place among the waiters
	 */
	public void leave(int place) {
		this.waiters.leave(place);
	}

	/**
	 * A caller got no connection in time.
	 * @param nanos how long it has waited, in nanoseconds
	 */
	public void timedOut(long nanos) {
		this.timeouts.increment();
		this.times.timedOut(nanos);
	}

	/**
	 * A caller was turned away without waiting.
	 */
	public void rejected() {
		this.rejected.increment();
	}

	/**
	 * Look at what is quick to see. Called with each step of the clock, by one thread.
	 */
	public void tick() {
		long now = now();
		this.holders.tick(now);
		this.waiters.forgetEnded();
		long acquired = this.holders.borrows();
		this.times.tick(now, acquired, acquired - held());
	}

	/**
	 * Return who holds what.
	 * @return the holds, the longest first
	 */
	public List<Hold<H>> holds() {
		long now = now();
		List<Hold<H>> holds = this.holders.holds();
		holds.sort(Comparator.comparingLong((hold) -> hold.since() - now));
		return holds;
	}

	/**
	 * Return how many connections are held.
	 * @return the number
	 */
	public int held() {
		return this.holders.held();
	}

	/**
	 * Return whether a thread holds a connection that it has borrowed itself. To be asked
	 * by that thread; allocates nothing.
	 * @param thread the current thread
	 * @return whether it holds one
	 */
	public boolean isHeldBy(Thread thread) {
		return this.holders.isHeldBy(thread);
	}

	/**
	 * Return the last handle of each connection that nobody holds.
	 * @return the handles, without those of connections that were never borrowed
	 */
	public List<H> idle() {
		return this.holders.idle();
	}

	/**
	 * Look at the thread that holds a connection.
	 * @param hold the hold
	 * @return what it does; its stack is read, which takes some microseconds
	 */
	public Holder inspect(Hold<H> hold) {
		return this.inspection.holder(hold, now());
	}

	/**
	 * Tell what is known of a holder without looking at its thread.
	 * @param hold the hold
	 * @return the holder, as if its thread did nothing
	 */
	public Holder recall(Hold<H> hold) {
		return this.inspection.recall(hold, now());
	}

	/**
	 * Look at the pool's holders and waiters.
	 * @return how the pool is used
	 */
	public PoolUsage usage() {
		long acquired = this.holders.borrows();
		List<Holder> holding = sample().holders().stream().map(HolderSample::holder).toList();
		return new PoolUsage(acquired, timeouts(), rejections(), this.times.acquire().summary(),
				Math.max(0, acquired - holding.size()), this.times.hold().summary(), holding, waiting());
	}

	/**
	 * Look at those who wait.
	 * @return the waiters, the longest wait first
	 */
	public List<Waiter> waiting() {
		return this.waiters.entries(now())
			.stream()
			.map(this.inspection::waiter)
			.sorted(Comparator.comparing(Waiter::waited).reversed())
			.toList();
	}

	/**
	 * Take a sample of who uses the pool.
	 * @return the sample
	 */
	public PoolSample sample() {
		long now = now();
		return new Sampling<>(this.returned, this.inspection).take(holds(), this.waiters.entries(now), now);
	}

	/**
	 * Return how long the first of those who wait has waited.
	 * @return the time in nanoseconds, zero if nobody waits
	 */
	public long longestWait() {
		return this.waiters.entries(now()).stream().mapToLong(WaiterTable.Entry::nanos).max().orElse(0);
	}

	/**
	 * Return how many connections were borrowed.
	 * @return the number since the start
	 */
	public long acquired() {
		return this.holders.borrows();
	}

	/**
	 * Return the measured times.
	 * @return the times
	 */
	public PoolTimes times() {
		return this.times;
	}

	/**
	 * Return how many callers got no connection in time.
	 * @return the number since the start
	 */
	public long timeouts() {
		return this.timeouts.sum();
	}

	/**
	 * Return how many callers were turned away without waiting.
	 * @return the number since the start
	 */
	public long rejections() {
		return this.rejected.sum();
	}

	/**
	 * Capture where each connection is borrowed for a while, as far as that is
	 * affordable.
	 */
	public void captureSites() {
		this.context.sites().boostUntil(now() + CAPTURE_ALL_NANOS);
	}

}
