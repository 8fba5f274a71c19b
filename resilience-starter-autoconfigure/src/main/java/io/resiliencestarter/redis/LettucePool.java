package io.resiliencestarter.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.api.StatefulConnection;
import io.resiliencestarter.pool.PoolConnections;
import io.resiliencestarter.pool.PoolTracker;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionProvider;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The pool of one factory. There is one cap over all connections, be they for commands,
 * for reactive use or for subscriptions: whoever wants a connection takes one of as many
 * places as there may be connections, and waits for a place, not for a connection.
 * Thread-safe.
 * <p>
 * Giving a connection back blocks nobody. Borrowing can, which Lettuce's event loops must
 * not: reactive callers get an idle connection at once, and otherwise borrow on threads
 * of the pool.
 */
class LettucePool implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(LettucePool.class);

	private static final int MAX_BORROWERS = 64;

	private final Places places;

	private final OpenConnections open;

	private final RedisGuard guard;

	private final PoolTracker<Lease> tracker;

	private final PoolFailures failures;

	/** No more wait than there can be connections; the others wait in the queue. */
	private final ThreadPoolExecutor borrowers;

	private final PoolUpkeep upkeep;

	private volatile boolean trackingFailed;

	/**
	 * Create a pool.
	 * @param config its configuration; without a limit if the maximum is negative
	 * @param guard turns callers away while the server does not serve
	 * @param idleCheck finds connections that broke while they were idle
	 * @param tracker knows who holds and who waits
	 * @param failures says why a caller gets no connection
	 */
	LettucePool(GenericObjectPoolConfig<?> config, RedisGuard guard, IdleCheck idleCheck, PoolTracker<Lease> tracker,
			PoolFailures failures) {
		this.places = new Places(config);
		this.open = new OpenConnections(config, this.places.max(), guard, idleCheck);
		this.guard = guard;
		this.tracker = tracker;
		this.failures = failures;
		CustomizableThreadFactory threads = new CustomizableThreadFactory("redis-pool-");
		threads.setDaemon(true);
		int size = Math.max(1, Math.min(this.places.max(), MAX_BORROWERS));
		this.borrowers = new ThreadPoolExecutor(size, size, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
		this.borrowers.allowCoreThreadTimeOut(true);
		this.upkeep = new PoolUpkeep(this, this.open, new ServerClients(failures.pool()));
	}

	/**
	 * Return what is to be done for the pool from time to time.
	 */
	PoolUpkeep upkeep() {
		return this.upkeep;
	}

	/**
	 * Return whether a thread of the pool is free to do something else than borrow.
	 */
	boolean isQuiet() {
		return this.borrowers.getQueue().isEmpty() && !this.places.isClosed();
	}

	PoolTracker<Lease> tracker() {
		return this.tracker;
	}

	PoolFailures failures() {
		return this.failures;
	}

	/**
	 * Borrow a connection, waiting for one if need be.
	 * @param <T> the type of connection
	 * @param opener opens a new one
	 * @param type the type of connection
	 * @param guarded whether the breaker may turn the caller away, and learns from it
	 * @return the connection, to be given back
	 * @throws RedisConnectionFailureException if none could be opened, or none came free
	 * in time
	 */
	<T extends StatefulConnection<?, ?>> T borrow(LettuceConnectionProvider opener, Class<T> type, boolean guarded) {
		long since = this.tracker.now();
		int place = this.tracker.enter(since);
		try {
			ConnectionKind kind = new ConnectionKind(opener, type);
			PooledConnection connection = borrow(kind, guarded, System.nanoTime());
			Lease lease = connection.lend(false);
			track(() -> {
				if (kind.isSubscription()) {
					this.tracker.borrowedThreadless(connection, lease, since, this.tracker.site());
				}
				else {
					this.tracker.borrowed(connection, lease, since);
				}
			});
			return type.cast(connection.connection());
		}
		finally {
			this.tracker.leave(place);
		}
	}

	/**
	 * Borrow a connection without waiting on this thread. The wait is bounded as for
	 * other callers, the time in the queue included.
	 * @param <T> the type of connection
	 * @param opener opens a new one
	 * @param type the type of connection
	 * @param guarded whether the breaker may turn the caller away, and learns from it
	 * @return the connection to come, to be given back
	 */
	<T extends StatefulConnection<?, ?>> CompletableFuture<T> borrowAsync(LettuceConnectionProvider opener,
			Class<T> type, boolean guarded) {
		return new AsyncBorrow<>(this, new ConnectionKind(opener, type), type, guarded).start();
	}

	/**
	 * Borrow a connection that is there, for callers that must not wait.
	 * @param kind its kind
	 * @return the connection, {@code null} if that would take time
	 */
	@Nullable PooledConnection borrowIdle(ConnectionKind kind) {
		if (!this.guard.isClosed() || !this.open.hasIdle(kind) || !this.places.tryTake()) {
			return null;
		}
		PooledConnection connection = null;
		try {
			connection = this.open.takeIdle(kind);
			return connection;
		}
		finally {
			if (connection == null) {
				this.places.release();
			}
		}
	}

	/**
	 * Borrow a connection, waiting for one if need be.
	 * @param kind its kind
	 * @param guarded whether the breaker may turn the caller away, and learns from it
	 * @param start when the caller began to wait
	 * @return the connection
	 */
	PooledConnection borrow(ConnectionKind kind, boolean guarded, long start) {
		if (guarded) {
			check();
		}
		takePlace(start);
		PooledConnection connection = guarded ? borrowInPlace(kind)
				: OpeningMode.UNGUARDED.during(() -> borrowInPlace(kind));
		this.tracker.times().acquired(System.nanoTime() - start);
		return connection;
	}

	/**
	 * A failure of ours must not lose the connection.
	 */
	void track(Runnable tracking) {
		try {
			tracking.run();
		}
		catch (RuntimeException | Error ex) {
			if (!this.trackingFailed) {
				this.trackingFailed = true;
				logger.warn("A connection could not be tracked; this is logged once", ex);
			}
		}
	}

	/**
	 * Turn the caller away while the server does not serve.
	 */
	void check() {
		try {
			this.guard.check();
		}
		catch (RedisBreakerOpenException ex) {
			this.tracker.rejected();
			throw ex;
		}
	}

	private void takePlace(long start) {
		try {
			if (!this.places.take(start)) {
				countTimeout(System.nanoTime() - start);
				throw this.failures.timedOut(this.places.maxWait(), counts());
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw this.failures.interrupted(ex);
		}
		if (this.places.isClosed()) {
			throw this.failures.closed();
		}
	}

	private void countTimeout(long nanos) {
		this.tracker.timedOut(nanos);
		this.tracker.times().acquired(nanos);
		this.tracker.times().acquiredNothing();
	}

	private PooledConnection borrowInPlace(ConnectionKind kind) {
		PooledConnection connection = null;
		try {
			connection = this.open.take(kind);
			return connection;
		}
		catch (RedisConnectionFailureException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw this.failures.notOpened(ex);
		}
		finally {
			if (connection == null) {
				this.places.release();
			}
		}
	}

	/**
	 * Give a borrower a fresh connection in the place of one whose command got no answer.
	 * The one that it was given first stays what it gives back.
	 * @param spoiled the connection that it was given
	 * @return the fresh connection, {@code null} if it has none of this pool
	 * @throws RuntimeException if none can be opened
	 */
	@Nullable StatefulConnection<?, ?> renew(StatefulConnection<?, ?> spoiled) {
		PooledConnection connection = this.open.find(spoiled);
		return (connection != null) ? this.open.renew(connection, spoiled) : null;
	}

	/**
	 * Return the lease of a connection that was just borrowed.
	 * @param borrowed the connection
	 * @return the lease, {@code null} if the connection is none of this pool
	 */
	@Nullable Lease lease(StatefulConnection<?, ?> borrowed) {
		PooledConnection connection = this.open.find(borrowed);
		return (connection != null) ? connection.lease() : null;
	}

	/**
	 * Tell that nobody else may get a connection.
	 * @param borrowed the connection
	 */
	void spoil(StatefulConnection<?, ?> borrowed) {
		PooledConnection connection = this.open.find(borrowed);
		if (connection != null) {
			connection.spoil();
		}
	}

	/**
	 * Give a connection back.
	 * @param borrowed the connection
	 * @return whether it is of this pool; given back twice, it is left alone
	 */
	@SuppressWarnings("ReferenceEquality") // identity is what counts
	boolean release(StatefulConnection<?, ?> borrowed) {
		PooledConnection connection = this.open.find(borrowed);
		if (connection == null) {
			return false;
		}
		Lease lease = connection.lease();
		if (lease != null && lease.end()) {
			this.tracker.times().held(lease.nanos());
			if (connection.connection() != borrowed) {
				this.open.forget(borrowed);
			}
			try {
				this.open.giveBack(connection);
			}
			finally {
				this.places.release();
			}
		}
		return true;
	}

	/**
	 * Do what can take time on a thread of the pool.
	 * @return whether it will be done, which it is not once the pool is closed
	 */
	boolean execute(Runnable work) {
		try {
			this.borrowers.execute(work);
			return true;
		}
		catch (RejectedExecutionException ex) {
			return false;
		}
	}

	PoolConnections counts() {
		int active = this.open.borrowed();
		int total = Math.max(active, this.open.count());
		int max = (this.places.max() < Places.NO_LIMIT) ? this.places.max() : -1;
		int waiting = this.places.waiting() + this.borrowers.getQueue().size();
		return new PoolConnections(max, 0, total, active, total - active, waiting);
	}

	long created() {
		return this.open.created();
	}

	long destroyed() {
		return Math.max(0, this.open.created() - this.open.count());
	}

	/**
	 * Close the connections that nobody has borrowed, and send those away who wait.
	 */
	@Override
	public void close() {
		this.places.close();
		this.open.close();
		// Who waits in the queue is told so, too
		this.borrowers.shutdownNow().forEach(Runnable::run);
	}

}
