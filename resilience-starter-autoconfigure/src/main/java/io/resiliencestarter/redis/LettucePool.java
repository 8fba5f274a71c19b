package io.resiliencestarter.redis;

import java.util.Collection;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

import io.lettuce.core.api.StatefulConnection;
import io.resiliencestarter.pool.PoolConnections;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;

import org.springframework.data.redis.connection.PoolException;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionProvider;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The connections of one factory. There is one cap over all of them, be they for
 * commands, for reactive use or for subscriptions: whoever wants a connection takes one
 * of as many places as there may be connections, and waits for a place, not for a
 * connection. Thread-safe.
 * <p>
 * With a place, the connection comes from the pool of its kind. Not a single keyed pool:
 * that closes idle connections of any kind as soon as callers wait, also the one that
 * came back for them.
 * <p>
 * Giving a connection back blocks nobody. Borrowing can, which Lettuce's event loops must
 * not, so that reactive callers borrow on threads of the pool.
 */
class LettucePool implements AutoCloseable {

	private static final int NO_LIMIT = 1_000_000;

	private static final int MAX_BORROWERS = 64;

	private final GenericObjectPoolConfig<StatefulConnection<?, ?>> config;

	private final int max;

	private final Semaphore places;

	private final Map<ConnectionKind, GenericObjectPool<StatefulConnection<?, ?>>> pools = new ConcurrentHashMap<>();

	private final Map<StatefulConnection<?, ?>, ConnectionKind> borrowed = new ConcurrentHashMap<>();

	/** No more wait than there can be connections; the others wait in the queue. */
	private final ThreadPoolExecutor borrowers;

	private volatile boolean closed;

	/**
	 * Create a pool.
	 * @param config its configuration; without a limit if the maximum is negative
	 */
	LettucePool(GenericObjectPoolConfig<StatefulConnection<?, ?>> config) {
		this.config = config.clone();
		this.config.setTestOnBorrow(true);
		// The evictor would open connections that nobody has a place for
		this.config.setMinIdle(0);
		this.max = (config.getMaxTotal() >= 0) ? config.getMaxTotal() : NO_LIMIT;
		this.places = new Semaphore(this.max, config.getFairness());
		CustomizableThreadFactory threads = new CustomizableThreadFactory("redis-pool-");
		threads.setDaemon(true);
		int size = Math.max(1, Math.min(this.max, MAX_BORROWERS));
		this.borrowers = new ThreadPoolExecutor(size, size, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
		this.borrowers.allowCoreThreadTimeOut(true);
	}

	/**
	 * Borrow a connection, waiting for one if need be.
	 * @param <T> the type of connection
	 * @param opener opens a new one
	 * @param type the type of connection
	 * @return the connection, to be given back
	 * @throws PoolException if none could be opened, or none came free in time
	 */
	<T extends StatefulConnection<?, ?>> T borrow(LettuceConnectionProvider opener, Class<T> type) {
		return borrow(new ConnectionKind(opener, type), type, maxWaitMillis());
	}

	/**
	 * Borrow a connection without waiting on this thread. The wait is bounded as for
	 * other callers, the time in the queue included.
	 * @param <T> the type of connection
	 * @param opener opens a new one
	 * @param type the type of connection
	 * @return the connection to come, to be given back
	 */
	<T extends StatefulConnection<?, ?>> CompletableFuture<T> borrowAsync(LettuceConnectionProvider opener,
			Class<T> type) {
		long start = System.nanoTime();
		try {
			return CompletableFuture.supplyAsync(() -> {
				long wait = maxWaitMillis();
				long queued = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
				return borrow(new ConnectionKind(opener, type), type, (wait < 0) ? wait : Math.max(0, wait - queued));
			}, this.borrowers);
		}
		catch (RejectedExecutionException ex) {
			return CompletableFuture.failedFuture(new PoolException("The pool is closed", ex));
		}
	}

	private long maxWaitMillis() {
		return this.config.getBlockWhenExhausted() ? this.config.getMaxWaitDuration().toMillis() : 0;
	}

	private <T extends StatefulConnection<?, ?>> T borrow(ConnectionKind kind, Class<T> type, long waitMillis) {
		try {
			takePlace(waitMillis);
			return type.cast(borrowInPlace(kind));
		}
		catch (Exception ex) {
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			throw new PoolException("Could not get a resource from the pool", ex);
		}
	}

	private void takePlace(long waitMillis) throws InterruptedException {
		if (waitMillis < 0) {
			this.places.acquire();
		}
		else if (!this.places.tryAcquire(waitMillis, TimeUnit.MILLISECONDS)) {
			throw new NoSuchElementException("No connection within %d ms (%d of %d borrowed, %d waiting)"
				.formatted(waitMillis, this.borrowed.size(), this.max, waiting()));
		}
	}

	private StatefulConnection<?, ?> borrowInPlace(ConnectionKind kind) throws Exception {
		try {
			StatefulConnection<?, ?> connection = pool(kind).borrowObject();
			this.borrowed.put(connection, kind);
			return connection;
		}
		catch (Exception | Error ex) {
			this.places.release();
			throw ex;
		}
	}

	private GenericObjectPool<StatefulConnection<?, ?>> pool(ConnectionKind kind) {
		GenericObjectPool<StatefulConnection<?, ?>> pool = this.pools.computeIfAbsent(kind,
				(key) -> new GenericObjectPool<>(new LettuceConnectionOpener(key, () -> makeRoom(key)), this.config));
		if (this.closed) {
			pool.close();
		}
		return pool;
	}

	/**
	 * Close the idle connections of other kinds if there are too many to open one more.
	 * Each place that is taken stands for a connection, open or about to be.
	 */
	private void makeRoom(ConnectionKind kind) {
		int taken = this.max - this.places.availablePermits();
		if (taken > this.max - idle()) {
			this.pools.forEach((other, pool) -> {
				if (!other.equals(kind)) {
					pool.clear();
				}
			});
		}
	}

	/**
	 * Give a connection back.
	 * @param connection the connection
	 * @return whether it was borrowed from this pool
	 */
	boolean release(StatefulConnection<?, ?> connection) {
		ConnectionKind kind = this.borrowed.remove(connection);
		if (kind == null) {
			return false;
		}
		try {
			pool(kind).returnObject(connection);
		}
		finally {
			this.places.release();
		}
		return true;
	}

	PoolConnections counts() {
		int active = this.borrowed.size();
		int idle = idle();
		return new PoolConnections(this.config.getMaxTotal(), this.config.getMinIdle(), active + idle, active, idle,
				waiting());
	}

	private int idle() {
		return (int) sum(GenericObjectPool::getNumIdle);
	}

	private int waiting() {
		return this.places.getQueueLength() + this.borrowers.getQueue().size();
	}

	long created() {
		return sum(GenericObjectPool::getCreatedCount);
	}

	long destroyed() {
		return sum(GenericObjectPool::getDestroyedCount);
	}

	private long sum(ToLongFunction<GenericObjectPool<?>> count) {
		Collection<? extends GenericObjectPool<?>> all = this.pools.values();
		return all.stream().mapToLong(count).sum();
	}

	/**
	 * Close the connections that nobody has borrowed, and send those away who wait. The
	 * other connections are closed as they come back, or with the client.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.pools.values().forEach(GenericObjectPool::close);
		this.borrowers.shutdownNow();
		this.places.release();
	}

	/**
	 * What is interchangeable within the pool.
	 *
	 * @param opener opens a connection
	 * @param type the type of connection
	 */
	record ConnectionKind(LettuceConnectionProvider opener, Class<? extends StatefulConnection<?, ?>> type) {
	}

}
