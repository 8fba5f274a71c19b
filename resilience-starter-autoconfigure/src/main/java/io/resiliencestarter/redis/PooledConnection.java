package io.resiliencestarter.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.api.StatefulConnection;
import org.jspecify.annotations.Nullable;

/**
 * A connection of the pool. Its borrower can get a fresh one in its place, after a
 * command that got no answer. Thread-safe: the pool orders the borrowers.
 */
final class PooledConnection {

	private static final long CLOSE_SECONDS = 2;

	private final ConnectionKind kind;

	private volatile StatefulConnection<?, ?> connection;

	private volatile @Nullable Lease lease;

	private volatile boolean spoiled;

	private volatile long usedAt;

	private volatile @Nullable CompletableFuture<Void> closing;

	private volatile boolean renewing;

	PooledConnection(ConnectionKind kind, StatefulConnection<?, ?> connection, long now) {
		this.kind = kind;
		this.connection = connection;
		this.usedAt = now;
	}

	ConnectionKind kind() {
		return this.kind;
	}

	StatefulConnection<?, ?> connection() {
		return this.connection;
	}

	/**
	 * Return the lease of who has borrowed the connection last.
	 */
	@Nullable Lease lease() {
		return this.lease;
	}

	/**
	 * Lend the connection.
	 * @param reactive whether no thread stays with it
	 */
	Lease lend(boolean reactive) {
		Lease lease = new Lease(this, reactive, System.nanoTime());
		this.lease = lease;
		return lease;
	}

	/**
	 * Nobody may get the connection after its borrower: an answer, or the effect of a
	 * command, is still to come.
	 */
	void spoil() {
		this.spoiled = true;
	}

	/**
	 * Return whether somebody can use the connection.
	 */
	boolean isUsable() {
		return this.connection.isOpen() && !this.spoiled && !trace().isSpoiled() && !isClosed();
	}

	/**
	 * Return what is known of the commands.
	 */
	CommandTrace trace() {
		return (this.connection instanceof TracedConnection traced) ? traced.trace() : CommandTrace.UNKNOWN;
	}

	/**
	 * Return whether the connection was closed for good, by the pool or by its borrower.
	 */
	boolean isClosed() {
		return this.closing != null || (!this.renewing && isClosed(this.connection));
	}

	private static boolean isClosed(StatefulConnection<?, ?> connection) {
		return connection instanceof RedisChannelHandler<?, ?> handler && handler.isClosed();
	}

	/**
	 * Return when the connection was in use for the last time.
	 */
	long usedAt() {
		return this.usedAt;
	}

	void used(long now) {
		this.usedAt = now;
		trace().forget();
	}

	/**
	 * Close the connection, to put a fresh one in its place.
	 * @return when it is closed, in a moment
	 */
	CompletableFuture<Void> beginRenewal() {
		this.spoiled = true;
		this.renewing = true;
		return close(this.kind, this.connection);
	}

	/**
	 * Put a fresh connection in the place of the one that was closed.
	 */
	void renew(StatefulConnection<?, ?> fresh) {
		this.connection = fresh;
		this.spoiled = false;
		this.renewing = false;
	}

	/**
	 * Return whether the connection was closed, and no fresh one has come in its place.
	 */
	boolean isMissing() {
		return this.renewing;
	}

	/**
	 * Close the connection. Does not wait for the end: an event loop may be what gives it
	 * back.
	 * @return when it is closed, in a moment
	 */
	CompletableFuture<Void> close() {
		CompletableFuture<Void> closing = close(this.kind, this.connection);
		this.closing = closing;
		return closing;
	}

	static CompletableFuture<Void> close(ConnectionKind kind, StatefulConnection<?, ?> connection) {
		if (isClosed(connection)) {
			return CompletableFuture.completedFuture(null);
		}
		return kind.opener()
			.releaseAsync(connection)
			.exceptionally((ex) -> null)
			.completeOnTimeout(null, CLOSE_SECONDS, TimeUnit.SECONDS);
	}

}
