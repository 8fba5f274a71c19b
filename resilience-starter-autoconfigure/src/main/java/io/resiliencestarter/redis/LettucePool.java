package io.resiliencestarter.redis;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.api.StatefulConnection;
import io.resiliencestarter.pool.PoolConnections;
import org.apache.commons.pool2.impl.GenericKeyedObjectPool;
import org.apache.commons.pool2.impl.GenericKeyedObjectPoolConfig;

import org.springframework.data.redis.connection.PoolException;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionProvider;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The connections of one factory. There is one cap over all of them, be they for
 * commands, for reactive use or for subscriptions. Thread-safe.
 * <p>
 * Both ends of the pool can block: a borrower waits, and whoever gives a connection back
 * may have to open another one for a waiter that wants a different kind. Lettuce's event
 * loops must do neither, so that reactive callers borrow and return on threads of the
 * pool.
 */
class LettucePool implements AutoCloseable {

	private final GenericKeyedObjectPool<ConnectionKind, StatefulConnection<?, ?>> connections;

	private final Map<StatefulConnection<?, ?>, ConnectionKind> borrowed = new ConcurrentHashMap<>();

	/** As many wait as there can be connections; the others wait in the queue. */
	private final ExecutorService borrowers;

	/** As many return at once as there are connections, so that none needs a queue. */
	private final ExecutorService returners;

	LettucePool(GenericKeyedObjectPoolConfig<StatefulConnection<?, ?>> config) {
		this.connections = new GenericKeyedObjectPool<>(new LettuceConnectionOpener(), config);
		CustomizableThreadFactory threads = new CustomizableThreadFactory("redis-pool-");
		threads.setDaemon(true);
		this.borrowers = borrowers(config.getMaxTotal(), threads);
		this.returners = Executors.newCachedThreadPool(threads);
	}

	private static ExecutorService borrowers(int max, ThreadFactory threads) {
		ThreadPoolExecutor executor = new ThreadPoolExecutor(max, max, 10, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), threads);
		executor.allowCoreThreadTimeOut(true);
		return executor;
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
		return borrow(new ConnectionKind(opener, type), type, this.connections.getMaxWaitDuration().toMillis());
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
		return CompletableFuture.supplyAsync(() -> {
			long wait = this.connections.getMaxWaitDuration().toMillis();
			long queued = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
			return borrow(new ConnectionKind(opener, type), type, (wait < 0) ? wait : Math.max(0, wait - queued));
		}, this.borrowers);
	}

	private <T extends StatefulConnection<?, ?>> T borrow(ConnectionKind kind, Class<T> type, long waitMillis) {
		try {
			StatefulConnection<?, ?> connection = this.connections.borrowObject(kind, waitMillis);
			this.borrowed.put(connection, kind);
			return type.cast(connection);
		}
		catch (Exception ex) {
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			throw new PoolException("Could not get a resource from the pool", ex);
		}
	}

	/**
	 * Give a connection back.
	 * @param connection the connection
	 * @return whether it was borrowed from this pool
	 */
	boolean release(StatefulConnection<?, ?> connection) {
		ConnectionKind kind = this.borrowed.remove(connection);
		if (kind != null) {
			this.connections.returnObject(kind, connection);
		}
		return kind != null;
	}

	/**
	 * Give a connection back without waiting on this thread. One that was not borrowed
	 * from this pool is closed.
	 * @param connection the connection
	 * @return completes once it is back
	 */
	CompletableFuture<Void> releaseAsync(StatefulConnection<?, ?> connection) {
		ConnectionKind kind = this.borrowed.remove(connection);
		if (kind == null || this.connections.isClosed()) {
			return connection.closeAsync();
		}
		return CompletableFuture.runAsync(() -> this.connections.returnObject(kind, connection), this.returners);
	}

	PoolConnections counts() {
		int active = this.connections.getNumActive();
		int idle = this.connections.getNumIdle();
		return new PoolConnections(this.connections.getMaxTotal(), this.connections.getMinIdlePerKey(), active + idle,
				active, idle, this.connections.getNumWaiters());
	}

	long created() {
		return this.connections.getCreatedCount();
	}

	long destroyed() {
		return this.connections.getDestroyedCount();
	}

	/**
	 * Close the connections that nobody has borrowed. The others are closed as they come
	 * back, or with the client.
	 */
	@Override
	public void close() {
		this.connections.close();
		this.borrowers.shutdownNow();
		this.returners.shutdown();
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
