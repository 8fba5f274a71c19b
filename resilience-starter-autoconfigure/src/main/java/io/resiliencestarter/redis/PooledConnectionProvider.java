package io.resiliencestarter.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionProvider;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionProvider.TargetAware;

/**
 * Hands out connections of a pool. Connections to a given node, which Spring Data opens
 * for sentinel commands, are not pooled.
 */
class PooledConnectionProvider implements LettuceConnectionProvider, TargetAware, DisposableBean {

	private final LettuceConnectionProvider opener;

	private final LettucePool pool;

	private final boolean guarded;

	/**
	 * Create a provider.
	 * @param opener opens connections
	 * @param pool keeps them
	 * @param guarded whether the breaker may turn callers away, and learns from them
	 */
	PooledConnectionProvider(LettuceConnectionProvider opener, LettucePool pool, boolean guarded) {
		this.opener = opener;
		this.pool = pool;
		this.guarded = guarded;
	}

	/**
	 * Return a provider of the same connections of whom the breaker takes no note.
	 */
	PooledConnectionProvider uncounted() {
		return new PooledConnectionProvider(this.opener, this.pool, false);
	}

	@Override
	public <T extends StatefulConnection<?, ?>> T getConnection(Class<T> connectionType) {
		return this.pool.borrow(this.opener, connectionType, this.guarded);
	}

	@Override
	public <T extends StatefulConnection<?, ?>> CompletionStage<T> getConnectionAsync(Class<T> connectionType) {
		return this.pool.borrowAsync(this.opener, connectionType, this.guarded);
	}

	@Override
	public <T extends StatefulConnection<?, ?>> CompletionStage<T> getConnectionAsync(Class<T> connectionType,
			RedisURI redisURI) {
		return ((TargetAware) this.opener).getConnectionAsync(connectionType, redisURI);
	}

	@Override
	public void release(StatefulConnection<?, ?> connection) {
		if (!this.pool.release(connection)) {
			this.opener.release(connection);
		}
	}

	@Override
	public CompletableFuture<Void> releaseAsync(StatefulConnection<?, ?> connection) {
		return this.pool.release(connection) ? CompletableFuture.completedFuture(null)
				: this.opener.releaseAsync(connection);
	}

	@Override
	public void destroy() {
		this.pool.close();
	}

}
