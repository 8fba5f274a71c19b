package io.resiliencestarter.redis;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

import io.lettuce.core.api.StatefulConnection;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;

/**
 * The open connections of a pool, idle and borrowed, by their kind. Opens no more than
 * there may be, also while old ones are being closed. Whoever takes one has the right to.
 * Thread-safe.
 * <p>
 * One pool for each kind, not a single keyed one: that closes idle connections of any
 * kind as soon as callers wait, also the one that came back for them.
 */
class OpenConnections {

	private final GenericObjectPoolConfig<PooledConnection> config = new GenericObjectPoolConfig<>();

	private final Sockets sockets;

	private final RedisGuard guard;

	private final IdleCheck idleCheck;

	private final Map<ConnectionKind, GenericObjectPool<PooledConnection>> pools = new ConcurrentHashMap<>();

	private final Map<StatefulConnection<?, ?>, PooledConnection> connections = new ConcurrentHashMap<>();

	private final LongAdder created = new LongAdder();

	private volatile boolean closed;

	OpenConnections(GenericObjectPoolConfig<?> config, int max, RedisGuard guard, IdleCheck idleCheck) {
		this.sockets = new Sockets(max, System::nanoTime);
		this.guard = guard;
		this.idleCheck = idleCheck;
		configure(config);
	}

	/**
	 * The limit is somebody else's, and the evictor must not open connections that nobody
	 * has the right to.
	 */
	private void configure(GenericObjectPoolConfig<?> user) {
		this.config.setMaxTotal(-1);
		this.config.setMaxIdle(user.getMaxIdle());
		this.config.setMinIdle(0);
		this.config.setLifo(user.getLifo());
		this.config.setMaxWait(Duration.ZERO);
		this.config.setTestOnBorrow(true);
		this.config.setTestOnReturn(true);
		this.config.setJmxEnabled(user.getJmxEnabled());
		this.config.setTimeBetweenEvictionRuns(user.getDurationBetweenEvictionRuns());
		this.config.setMinEvictableIdleDuration(user.getMinEvictableIdleDuration());
		this.config.setSoftMinEvictableIdleDuration(user.getSoftMinEvictableIdleDuration());
		this.config.setNumTestsPerEvictionRun(-1);
	}

	/**
	 * Take a connection that is idle, or open one. If one idle connection does not answer
	 * any more, the others are no better.
	 * @param kind its kind
	 * @return the connection
	 * @throws Exception if none can be opened
	 */
	PooledConnection take(ConnectionKind kind) throws Exception {
		GenericObjectPool<PooledConnection> pool = pool(kind);
		PooledConnection connection = pool.borrowObject();
		while (this.idleCheck.isDue(connection) && !this.idleCheck.passes(connection)) {
			connection.spoil();
			pool.returnObject(connection);
			pool.clear();
			connection = pool.borrowObject();
		}
		return connection;
	}

	/**
	 * Return whether there seems to be an idle connection.
	 */
	boolean hasIdle(ConnectionKind kind) {
		GenericObjectPool<PooledConnection> pool = this.pools.get(kind);
		return pool != null && pool.getNumIdle() > 0;
	}

	/**
	 * Take a connection that is idle and needs no check.
	 * @param kind its kind
	 * @return the connection, {@code null} if there is none
	 */
	@Nullable PooledConnection takeIdle(ConnectionKind kind) {
		GenericObjectPool<PooledConnection> pool = pool(kind);
		PooledConnection connection = OpeningMode.NONE.during(() -> takeAny(pool));
		if (connection != null && this.idleCheck.isDue(connection)) {
			pool.returnObject(connection);
			return null;
		}
		return connection;
	}

	private static @Nullable PooledConnection takeAny(GenericObjectPool<PooledConnection> pool) {
		try {
			return pool.borrowObject();
		}
		catch (Exception ex) {
			// Somebody else was faster
			return null;
		}
	}

	private GenericObjectPool<PooledConnection> pool(ConnectionKind kind) {
		GenericObjectPool<PooledConnection> pool = this.pools.get(kind);
		if (pool == null) {
			pool = this.pools.computeIfAbsent(kind,
					(key) -> new GenericObjectPool<>(new LettuceConnectionOpener(this, key), this.config));
		}
		if (this.closed) {
			pool.close();
		}
		return pool;
	}

	/**
	 * Give a connection back, to be idle or, if it is of no use any more, to be closed.
	 * The pool is not told to invalidate it, which would open another one in its place,
	 * on this thread.
	 * @param connection the connection
	 */
	void giveBack(PooledConnection connection) {
		if (connection.isUsable()) {
			connection.used(System.nanoTime());
		}
		pool(connection.kind()).returnObject(connection);
	}

	/**
	 * Open a connection.
	 * @param kind its kind
	 * @return the connection
	 */
	PooledConnection open(ConnectionKind kind) {
		PooledConnection connection = new PooledConnection(kind, connect(kind), System.nanoTime());
		this.connections.put(connection.connection(), connection);
		return connection;
	}

	private StatefulConnection<?, ?> connect(ConnectionKind kind) {
		this.sockets.take(() -> closeIdle(kind));
		boolean opened = false;
		try {
			StatefulConnection<?, ?> connection = (OpeningMode.current() == OpeningMode.UNGUARDED)
					? this.guard.attempt(kind::open) : this.guard.open(kind::open, kind.isSubscription());
			this.created.increment();
			opened = true;
			return connection;
		}
		finally {
			if (!opened) {
				this.sockets.release();
			}
		}
	}

	/**
	 * Make room by closing the idle connections of other kinds.
	 */
	private void closeIdle(ConnectionKind kind) {
		this.pools.forEach((other, pool) -> {
			if (!other.equals(kind)) {
				pool.clear();
			}
		});
	}

	void close(PooledConnection connection) {
		this.connections.remove(connection.connection());
		if (!connection.isMissing()) {
			releaseSocketAfter(connection.close());
		}
	}

	@SuppressWarnings("FutureReturnValueIgnored") // closing never fails
	private void releaseSocketAfter(CompletableFuture<Void> closing) {
		closing.thenRun(this.sockets::release);
	}

	/**
	 * Put a fresh connection in the place of one whose command got no answer. What was
	 * borrowed first stays what is given back.
	 * @param connection the connection
	 * @param borrowed what was borrowed first
	 * @return the fresh connection
	 * @throws RuntimeException if none can be opened
	 */
	@SuppressWarnings("ReferenceEquality") // identity is what counts
	StatefulConnection<?, ?> renew(PooledConnection connection, StatefulConnection<?, ?> borrowed) {
		if (connection.connection() != borrowed) {
			this.connections.remove(connection.connection());
		}
		if (!connection.isMissing()) {
			releaseSocketAfter(connection.beginRenewal());
		}
		StatefulConnection<?, ?> fresh = connect(connection.kind());
		connection.renew(fresh);
		this.connections.put(fresh, connection);
		return fresh;
	}

	/**
	 * Open a connection and close it again, to see whether the server serves. Waits for
	 * nobody else.
	 * @param kind its kind
	 * @return whether the server serves
	 */
	boolean probe(ConnectionKind kind) {
		if (this.closed || !this.sockets.tryTake()) {
			return false;
		}
		try {
			PooledConnection.close(kind, this.guard.attempt(kind::open)).join();
			return true;
		}
		catch (RuntimeException ex) {
			// The guard remembers why
			return false;
		}
		finally {
			this.sockets.release();
		}
	}

	/**
	 * Return a kind of connection for commands that was used before.
	 * @return the kind, {@code null} if there is none
	 */
	@Nullable ConnectionKind usedKind() {
		return this.pools.keySet().stream().filter((kind) -> !kind.isSubscription()).findAny().orElse(null);
	}

	@Nullable PooledConnection find(StatefulConnection<?, ?> connection) {
		return this.connections.get(connection);
	}

	/**
	 * A borrower gives back what it was given first, in whose place there is a fresh one.
	 */
	void forget(StatefulConnection<?, ?> connection) {
		this.connections.remove(connection);
	}

	void forEach(BiConsumer<StatefulConnection<?, ?>, PooledConnection> action) {
		this.connections.forEach(action);
	}

	int count() {
		return this.sockets.open();
	}

	int borrowed() {
		int borrowed = 0;
		for (GenericObjectPool<PooledConnection> pool : this.pools.values()) {
			borrowed += pool.getNumActive();
		}
		return borrowed;
	}

	long created() {
		return this.created.sum();
	}

	/**
	 * Close the connections that nobody has borrowed, and wait a moment for that: the
	 * client would close them a second time. The others are closed as they come back, or
	 * with the client.
	 */
	void close() {
		this.closed = true;
		this.pools.values().forEach(GenericObjectPool::close);
		this.sockets.awaitAtMost(borrowed());
	}

}
