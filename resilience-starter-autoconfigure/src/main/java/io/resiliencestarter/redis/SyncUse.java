package io.resiliencestarter.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import org.jspecify.annotations.Nullable;

/**
 * How one caller that waits for its commands uses a connection of the pool. For one
 * thread.
 */
class SyncUse {

	private final LettucePool pool;

	private final RedisGuard guard;

	private final long timeoutMillis;

	private final boolean retries;

	private @Nullable StatefulConnection<byte[], byte[]> borrowed;

	private @Nullable Lease lease;

	private @Nullable RedisClusterAsyncCommands<byte[], byte[]> retrying;

	/**
	 * Create a use.
	 * @param pool the pool
	 * @param guard knows whether the server serves
	 * @param timeoutMillis the time that a command may take, in milliseconds
	 * @param retries whether commands that only read are repeated after a timeout
	 */
	SyncUse(LettucePool pool, RedisGuard guard, long timeoutMillis, boolean retries) {
		this.pool = pool;
		this.guard = guard;
		this.timeoutMillis = timeoutMillis;
		this.retries = retries;
	}

	StatefulConnection<byte[], byte[]> begin(StatefulConnection<byte[], byte[]> borrowed) {
		this.borrowed = borrowed;
		this.lease = this.pool.lease(borrowed);
		this.retrying = null;
		return borrowed;
	}

	/**
	 * Give back what was not given back: Spring Data does not if it cannot select the
	 * usual database again before that.
	 */
	void end() {
		if (this.borrowed != null && this.lease != null && !this.lease.isEnded()) {
			this.pool.spoil(this.borrowed);
			this.pool.release(this.borrowed);
		}
	}

	/**
	 * Return the commands to use.
	 * @param commands those of the borrowed connection
	 * @param waits whether the caller waits for each of them
	 */
	RedisClusterAsyncCommands<byte[], byte[]> commands(RedisClusterAsyncCommands<byte[], byte[]> commands,
			boolean waits) {
		StatefulConnection<byte[], byte[]> connection = this.borrowed;
		if (!this.retries || !waits || connection == null) {
			return commands;
		}
		RedisClusterAsyncCommands<byte[], byte[]> retrying = this.retrying;
		if (retrying == null) {
			retrying = RetryingCommands.of(this.pool, this.guard, connection, this.timeoutMillis);
			this.retrying = retrying;
		}
		return retrying;
	}

	/**
	 * The caller got an exception. If it is not the server's answer, that can still come,
	 * and be taken for the answer to the next borrower's command.
	 */
	void failed(Exception thrown) {
		if (this.borrowed != null && RedisErrors.leavesAnswerOpen(thrown)) {
			this.pool.spoil(this.borrowed);
		}
	}

}
