package io.resiliencestarter.redis;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts connections from before they are opened until they are closed, so that there are
 * never more than there may be, also while old ones are still being closed. Thread-safe.
 */
final class Sockets {

	private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(5);

	private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final int max;

	private final AtomicInteger open = new AtomicInteger();

	Sockets(int max) {
		this.max = max;
	}

	/**
	 * Take one, waiting for one to be closed if need be.
	 * @param makeRoom closes some that nobody uses
	 */
	void take(Runnable makeRoom) {
		long start = System.nanoTime();
		while (!tryTake()) {
			makeRoom.run();
			if (System.nanoTime() - start > MAX_WAIT_NANOS || Thread.currentThread().isInterrupted()) {
				throw new IllegalStateException("Old connections are still being closed");
			}
			LockSupport.parkNanos(POLL_NANOS);
		}
	}

	/**
	 * Take one if there is one.
	 * @return whether it was taken
	 */
	boolean tryTake() {
		int count = this.open.get();
		while (count < this.max) {
			if (this.open.compareAndSet(count, count + 1)) {
				return true;
			}
			count = this.open.get();
		}
		return false;
	}

	/**
	 * Wait a moment until others are closed.
	 * @param count how many may be left
	 */
	void awaitAtMost(int count) {
		long start = System.nanoTime();
		while (this.open.get() > count && System.nanoTime() - start < CLOSE_NANOS
				&& !Thread.currentThread().isInterrupted()) {
			LockSupport.parkNanos(POLL_NANOS);
		}
	}

	void release() {
		this.open.decrementAndGet();
	}

	int open() {
		return this.open.get();
	}

}
