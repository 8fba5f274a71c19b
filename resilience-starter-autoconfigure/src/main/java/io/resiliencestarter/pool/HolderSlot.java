package io.resiliencestarter.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The trace of the last borrower of one physical connection.
 * <p>
 * The handle is its version: it is written last and released, and the next borrower can
 * only write after the handle before it was given back. So if a reader finds that the
 * handle it has read first has not been given back yet, all that it has read in between
 * was written by the borrower of that handle. The borrowers of two connections write to
 * different cache lines.
 *
 * @param <H> the type of handle
 */
final class HolderSlot<H> extends CacheLines {

	private static final VarHandle HANDLE;

	static {
		try {
			HANDLE = MethodHandles.lookup().findVarHandle(HolderSlot.class, "handle", Object.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final Object connection;

	private @Nullable Thread thread;

	private long since;

	private @Nullable Throwable site;

	private long borrows;

	private @Nullable Object ended;

	@SuppressWarnings("unused") // only through the variable handle
	private @Nullable Object handle;

	HolderSlot(Object connection) {
		this.connection = connection;
	}

	Object connection() {
		return this.connection;
	}

	/**
	 * Write the trace of a borrower. One writer at a time, after the handle before was
	 * given back. A reference that stays the same is not written again, which would make
	 * the garbage collector take note of it.
	 */
	@SuppressWarnings("ReferenceEquality") // identity is what counts
	void hold(H handle, Thread thread, long since, @Nullable Throwable site) {
		if (this.thread != thread) {
			this.thread = thread;
		}
		this.since = since;
		if (this.site != site) {
			this.site = site;
		}
		this.borrows++;
		HANDLE.setRelease(this, handle);
	}

	@SuppressWarnings("unchecked")
	@Nullable H handle() {
		return (H) HANDLE.getAcquire(this);
	}

	/**
	 * Read who holds the connection.
	 * @param returned whether a handle has been given back
	 * @return the hold, or {@code null} if nobody holds the connection
	 */
	@Nullable Hold<H> read(Predicate<H> returned) {
		H current = handle();
		Thread borrower = this.thread;
		if (current == null || borrower == null) {
			return null;
		}
		Hold<H> hold = new Hold<>(this.connection, current, borrower, this.since, this.site);
		VarHandle.loadLoadFence();
		return returned.test(current) ? null : hold;
	}

	/**
	 * Return how long the last hold took, if it has ended since this was asked last.
	 * Called before the next hold, and from time to time; two calls at once can both get
	 * the answer.
	 * @param end when it has ended, if it has, by the {@link CoarseClock}
	 * @param returned whether a handle has been given back
	 * @return the time in nanoseconds, negative if there is nothing new
	 */
	@SuppressWarnings("ReferenceEquality") // identity is what counts
	long ended(long end, Predicate<H> returned) {
		H last = handle();
		if (last == null || last == this.ended) {
			return -1;
		}
		long held = end - this.since;
		VarHandle.loadLoadFence();
		if (last != handle() || !returned.test(last)) {
			return -1;
		}
		this.ended = last;
		return held;
	}

	@SuppressWarnings("ReferenceEquality") // threads are told apart by identity
	boolean isBorrower(Thread thread) {
		return this.thread == thread;
	}

	long since() {
		return this.since;
	}

	long borrows() {
		return this.borrows;
	}

}
