package io.resiliencestarter.redis;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Counts connections from before they are opened until they are closed, so that there are
 * never more than there may be, also while old ones are still being closed. The server
 * gets to know of a close a moment later: until then it counts, too. Thread-safe.
 */
final class Sockets {

	private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(5);

	private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final int max;

	private final LongSupplier nanoTime;

	private final Deque<Long> closed = new ArrayDeque<>();

	private int open;

	/**
	 * Create a count of none.
	 * @param max how many there may be
	 * @param nanoTime tells the time in nanoseconds, from any origin
	 */
	Sockets(int max, LongSupplier nanoTime) {
		this.max = max;
		this.nanoTime = nanoTime;
	}

	/**
	 * Take one, waiting for one to be closed if need be.
	 * @param makeRoom closes some that nobody uses
	 */
	void take(Runnable makeRoom) {
		long start = this.nanoTime.getAsLong();
		while (!tryTake()) {
			makeRoom.run();
			if (this.nanoTime.getAsLong() - start > MAX_WAIT_NANOS || Thread.currentThread().isInterrupted()) {
				throw new IllegalStateException("Old connections are still being closed");
			}
			LockSupport.parkNanos(POLL_NANOS);
		}
	}

	/**
	 * Take one if there is one.
	 * @return whether it was taken
	 */
	synchronized boolean tryTake() {
		long now = this.nanoTime.getAsLong();
		while (!this.closed.isEmpty() && now - this.closed.getFirst() >= GRACE_NANOS) {
			this.closed.removeFirst();
		}
		if (this.open + this.closed.size() >= this.max) {
			return false;
		}
		this.open++;
		return true;
	}

	/**
	 * Wait a moment until others are closed.
	 * @param count how many may be left
	 */
	void awaitAtMost(int count) {
		long start = this.nanoTime.getAsLong();
		while (open() > count && this.nanoTime.getAsLong() - start < CLOSE_NANOS
				&& !Thread.currentThread().isInterrupted()) {
			LockSupport.parkNanos(POLL_NANOS);
		}
	}

	/**
	 * One was closed, or could not be opened.
	 */
	synchronized void release() {
		this.open--;
		this.closed.addLast(this.nanoTime.getAsLong());
	}

	synchronized int open() {
		return this.open;
	}

}
