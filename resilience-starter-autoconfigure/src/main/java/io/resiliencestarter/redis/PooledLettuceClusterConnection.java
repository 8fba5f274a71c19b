package io.resiliencestarter.redis;

import java.time.Duration;
import java.util.List;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.ClusterCommandExecutor;
import org.springframework.data.redis.connection.ClusterTopologyProvider;
import org.springframework.data.redis.connection.lettuce.LettuceClusterConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionProvider;

/**
 * A connection to a cluster that tells its pool whether the next borrower can have it.
 */
class PooledLettuceClusterConnection extends LettuceClusterConnection {

	private final SyncUse use;

	private boolean plain;

	PooledLettuceClusterConnection(@Nullable StatefulRedisClusterConnection<byte[], byte[]> shared,
			LettuceConnectionProvider provider, ClusterTopologyProvider topology, ClusterCommandExecutor executor,
			Duration timeout, SyncUse use) {
		super(shared, provider, topology, executor, timeout);
		this.use = use;
	}

	@Override
	protected StatefulConnection<byte[], byte[]> doGetAsyncDedicatedConnection() {
		return this.use.begin(super.doGetAsyncDedicatedConnection());
	}

	@Override
	protected RedisClusterAsyncCommands<byte[], byte[]> getAsyncDedicatedConnection() {
		return this.use.commands(super.getAsyncDedicatedConnection(), !this.plain && !isQueueing() && !isPipelined());
	}

	/**
	 * Whoever wants the native connection need not wait for its commands.
	 */
	@Override
	public RedisClusterAsyncCommands<byte[], byte[]> getNativeConnection() {
		this.plain = true;
		try {
			return super.getNativeConnection();
		}
		finally {
			this.plain = false;
		}
	}

	@Override
	public void close() {
		try {
			super.close();
		}
		finally {
			this.use.end();
		}
	}

	@Override
	protected DataAccessException convertLettuceAccessException(Exception cause) {
		this.use.failed(cause);
		return super.convertLettuceAccessException(cause);
	}

	@Override
	@SuppressWarnings("NullAway") // its versions disagree on what Spring Data says
	public List<@Nullable Object> closePipeline() {
		try {
			return super.closePipeline();
		}
		catch (DataAccessException ex) {
			this.use.failed(ex);
			throw ex;
		}
	}

}
