package io.resiliencestarter.redis;

import java.util.concurrent.CompletableFuture;

import io.lettuce.core.api.StatefulConnection;
import org.jspecify.annotations.Nullable;

/**
 * A borrow that no thread of the caller waits for.
 *
 * @param <T> the type of connection
 */
final class AsyncBorrow<T extends StatefulConnection<?, ?>> {

	private final CompletableFuture<T> future = new CompletableFuture<>();

	private final LettucePool pool;

	private final ConnectionKind kind;

	private final Class<T> type;

	private final boolean guarded;

	private final long since;

	private final long start = System.nanoTime();

	private final @Nullable Throwable site;

	AsyncBorrow(LettucePool pool, ConnectionKind kind, Class<T> type, boolean guarded) {
		this.pool = pool;
		this.kind = kind;
		this.type = type;
		this.guarded = guarded;
		this.since = pool.tracker().now();
		this.site = pool.tracker().site();
	}

	/**
	 * Begin to borrow.
	 * @return the connection to come
	 */
	CompletableFuture<T> start() {
		try {
			PooledConnection idle = this.pool.borrowIdle(this.kind);
			if (idle != null) {
				complete(idle);
			}
			else {
				wait(this.pool);
			}
		}
		catch (RuntimeException ex) {
			this.future.completeExceptionally(ex);
		}
		return this.future;
	}

	private void wait(LettucePool pool) {
		if (this.guarded) {
			pool.check();
		}
		int place = pool.tracker().enterThreadless(this.since);
		if (!pool.execute(() -> run(place))) {
			pool.tracker().leave(place);
			throw pool.failures().closed();
		}
	}

	private void run(int place) {
		try {
			complete(this.pool.borrow(this.kind, this.guarded, this.start));
		}
		catch (RuntimeException ex) {
			this.future.completeExceptionally(ex);
		}
		finally {
			this.pool.tracker().leave(place);
		}
	}

	/**
	 * Whoever wanted the connection may have gone away.
	 */
	private void complete(PooledConnection connection) {
		Lease lease = connection.lend(true);
		this.pool.track(() -> this.pool.tracker().borrowedThreadless(connection, lease, this.since, this.site));
		if (!this.future.complete(this.type.cast(connection.connection()))) {
			this.pool.release(connection.connection());
		}
	}

}
