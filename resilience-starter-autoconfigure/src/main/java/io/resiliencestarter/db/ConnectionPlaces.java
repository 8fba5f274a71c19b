package io.resiliencestarter.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * As many places as a pool may have connections on the server, counted from before they
 * are opened until the server has forgotten them: HikariCP asks for new ones before old
 * ones are closed. Where replicas share connections, there are no more places than this
 * one's share. Thread-safe.
 */
class ConnectionPlaces {

	private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(5);

	/** Two heartbeats, as a rule: by then others have given up what is too much. */
	private static final long SHARE_WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);

	private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private final List<OpenedConnection> open = new ArrayList<>();

	private final AtomicInteger waiting = new AtomicInteger();

	private int opening;

	private volatile int limit;

	private volatile Share share = new Share(Integer.MAX_VALUE, Integer.MAX_VALUE, 0);

	/**
	 * Create places.
	 * @param limit the most connections at one time
	 */
	ConnectionPlaces(int limit) {
		this.limit = limit;
	}

	void setLimit(int limit) {
		this.limit = limit;
	}

	/**
	 * Set how many connections there may be on the server, whatever the pool's limit is.
	 * Ends by itself: who would lower it can be late.
	 * @param connections the number, 0 for none
	 * @param afterwards the number once that has ended
	 * @param end when it ends, in nanoseconds
	 */
	void setShare(int connections, int afterwards, long end) {
		this.share = new Share(connections, Math.min(connections, afterwards), end);
	}

	int share() {
		Share current = this.share;
		return (current.end() - System.nanoTime() > 0) ? current.connections() : current.afterwards();
	}

	/**
	 * Return how many connections there are on the server, or are about to be.
	 * @return the number, too large rather than too small
	 */
	synchronized int count() {
		long now = System.nanoTime();
		this.open.removeIf((opened) -> opened.isGone(now));
		return this.open.size() + this.opening;
	}

	/**
	 * Return how many connections are being opened.
	 * @return the number
	 */
	synchronized int opening() {
		return this.opening;
	}

	/**
	 * Return how many threads wait for others to be closed.
	 */
	int waiting() {
		return this.waiting.get();
	}

	/**
	 * Take a place, waiting for one to be closed if need be.
	 * @throws SQLException if there is none
	 */
	void take() throws SQLException {
		if (tryTake(false)) {
			return;
		}
		this.waiting.incrementAndGet();
		try {
			takeInTurn();
		}
		finally {
			this.waiting.decrementAndGet();
		}
	}

	private void takeInTurn() throws SQLException {
		long start = System.nanoTime();
		int limitAtStart = this.limit;
		while (!tryTake(System.nanoTime() - start > MAX_WAIT_NANOS)) {
			if (Thread.currentThread().isInterrupted()) {
				throw new SQLTransientConnectionException("Interrupted while old connections are being closed");
			}
			if (this.limit < limitAtStart) {
				throw new SQLTransientConnectionException("The pool has become smaller meanwhile");
			}
			if (System.nanoTime() - start > SHARE_WAIT_NANOS && count() >= share()) {
				throw new SQLTransientConnectionException(
						"The share of resilience.budget is used up, it is " + share());
			}
			LockSupport.parkNanos(POLL_NANOS);
		}
	}

	private synchronized boolean tryTake(boolean anyway) {
		if (isFull()) {
			long now = System.nanoTime();
			this.open.removeIf((opened) -> opened.isGone(now));
			if (isFull() && !(anyway && this.open.size() + this.opening < share())) {
				return false;
			}
		}
		this.opening++;
		return true;
	}

	private boolean isFull() {
		return this.open.size() + this.opening >= Math.min(this.limit, share());
	}

	/**
	 * End an attempt to open a connection.
	 * @param connection what was opened, {@code null} for nothing
	 */
	synchronized void give(@Nullable Connection connection) {
		this.opening--;
		if (connection != null) {
			this.open.add(new OpenedConnection(connection));
		}
	}

	/**
	 * How many connections there may be.
	 *
	 * @param connections the number
	 * @param afterwards the number after the end
	 * @param end the end, in nanoseconds
	 */
	private record Share(int connections, int afterwards, long end) {
	}

}
