package io.resiliencestarter.db;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import com.zaxxer.hikari.HikariPoolMXBean;
import io.resiliencestarter.breaker.Breaker;
import io.resiliencestarter.breaker.Permit;
import io.resiliencestarter.pool.PoolTracker;
import org.jspecify.annotations.Nullable;

/**
 * Turns callers away at once who would wait in vain: while no connection can be opened
 * and none is idle, and when too many wait already. A pool without trouble and without a
 * cap on waiters costs its callers one read. Thread-safe.
 */
class BorrowGuard {

	private static final int NO_CAP = -1;

	private final @Nullable Breaker breaker;

	private final ConnectionOpener opener;

	private final PoolTracker<?> tracker;

	private final BorrowFailures failures;

	private final int maxWaiting;

	private final AtomicInteger inside = new AtomicInteger();

	private final AtomicReference<@Nullable Thread> probe = new AtomicReference<>();

	private volatile boolean idle;

	/**
	 * Create a guard.
	 * @param breaker knows whether connections can be opened, {@code null} for none
	 * @param opener opens them
	 * @param tracker knows who holds them
	 * @param failures says why a caller is turned away
	 * @param maxWaiting the most callers that wait, {@code null} for no cap
	 */
	BorrowGuard(@Nullable Breaker breaker, ConnectionOpener opener, PoolTracker<?> tracker, BorrowFailures failures,
			@Nullable Integer maxWaiting) {
		this.breaker = breaker;
		this.opener = opener;
		this.tracker = tracker;
		this.failures = failures;
		this.maxWaiting = (maxWaiting != null) ? maxWaiting : NO_CAP;
	}

	/**
	 * Return whether there is nothing to guard, so that callers may go straight to the
	 * pool, without {@link #enter} and {@link #leave}.
	 * @return whether there is nothing to guard
	 */
	boolean isIdle() {
		return this.idle;
	}

	/**
	 * Let the current thread borrow, or turn it away.
	 * @param pool the pool
	 * @throws BorrowRejectedException if it is turned away
	 */
	void enter(TrackedDataSource pool) throws BorrowRejectedException {
		checkBreaker(pool);
		if (this.maxWaiting != NO_CAP) {
			checkWaiting(pool);
		}
	}

	/**
	 * The current thread, which was let in, has stopped borrowing.
	 */
	void leave() {
		if (this.maxWaiting != NO_CAP) {
			this.inside.decrementAndGet();
		}
		endProbe();
	}

	private void endProbe() {
		this.probe.compareAndSet(Thread.currentThread(), null);
	}

	/**
	 * Turn the current thread away if the breaker is not closed, unless a connection is
	 * there or none could be opened anyway, since all are in use. One caller at a time
	 * may find out whether the server is back. While somebody holds the breaker open,
	 * nobody is let in.
	 * @param pool the pool
	 * @throws BorrowRejectedException if the thread is turned away
	 */
	void checkBreaker(TrackedDataSource pool) throws BorrowRejectedException {
		if (this.breaker == null || this.breaker.isClosed()) {
			return;
		}
		Duration rejectsFor = this.breaker.rejectsFor();
		boolean hopeless = this.opener.failure() != null && needsNewConnection(pool);
		if (rejectsFor == null || this.breaker.isHeldOpen() || (hopeless && !mayProbe(rejectsFor))) {
			this.breaker.countRejected();
			this.tracker.rejected();
			throw this.failures.breakerOpen(this.breaker, rejectsFor);
		}
	}

	private boolean mayProbe(Duration rejectsFor) {
		Thread thread = Thread.currentThread();
		return rejectsFor.isZero() && (thread.equals(this.probe.get()) || this.probe.compareAndSet(null, thread));
	}

	private static boolean needsNewConnection(TrackedDataSource pool) {
		HikariPoolMXBean connections = pool.getHikariPoolMXBean();
		return connections == null || (connections.getIdleConnections() == 0
				&& connections.getTotalConnections() < pool.getMaximumPoolSize());
	}

	private void checkWaiting(TrackedDataSource pool) throws BorrowRejectedException {
		int waiting = this.inside.incrementAndGet() - Math.max(0, pool.getMaximumPoolSize() - this.tracker.held());
		if (waiting > this.maxWaiting) {
			leave();
			this.tracker.rejected();
			throw this.failures.tooManyWaiting(pool, this.maxWaiting);
		}
	}

	/**
	 * A connection could not be opened, or there are more than there should be.
	 */
	synchronized void alarm() {
		this.idle = false;
	}

	/**
	 * See whether there is something to guard. Called once the pool has started, and from
	 * time to time. While nobody needs another connection, none is opened either, and a
	 * breaker would stay open; but that the last one could be opened says enough.
	 */
	synchronized void refresh() {
		boolean healthy = this.opener.failure() == null;
		boolean closed = this.breaker == null || this.breaker.isClosed();
		if (healthy && !closed && this.breaker != null) {
			Permit trial = this.breaker.tryAcquire();
			if (trial != null) {
				trial.success();
			}
		}
		this.idle = healthy && closed && this.maxWaiting == NO_CAP;
	}

}
