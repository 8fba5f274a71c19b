package io.resiliencestarter.redis;

import java.util.Objects;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.codec.RedisCodec;
import io.resiliencestarter.pool.CalledService;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionProvider;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;

/**
 * A connection factory that owns its pool, so that the pool has one cap and can be looked
 * at. Takes the place of the one that Spring Boot built, with the same configuration.
 */
class PooledLettuceConnectionFactory extends LettuceConnectionFactory {

	private final LettucePoolingClientConfiguration client;

	private volatile @Nullable LettucePool pool;

	private @Nullable CalledService calls;

	private PooledLettuceConnectionFactory(RedisStandaloneConfiguration target,
			LettucePoolingClientConfiguration client) {
		super(target, new UnpooledClientConfiguration(client));
		this.client = client;
	}

	private PooledLettuceConnectionFactory(RedisConfiguration target, LettucePoolingClientConfiguration client) {
		super(target, new UnpooledClientConfiguration(client));
		this.client = client;
	}

	/**
	 * Create a factory with the configuration of another.
	 * @param original a factory that has not started, not of static master and replicas
	 * @param client its client configuration
	 * @return the factory, not yet initialized
	 */
	static PooledLettuceConnectionFactory replacing(LettuceConnectionFactory original,
			LettucePoolingClientConfiguration client) {
		PooledLettuceConnectionFactory factory = create(original, client);
		factory.setShareNativeConnection(original.getShareNativeConnection());
		factory.setValidateConnection(original.getValidateConnection());
		factory.setEagerInitialization(original.getEagerInitialization());
		factory.setConvertPipelineAndTxResults(original.getConvertPipelineAndTxResults());
		factory.setPhase(original.getPhase());
		factory.setAutoStartup(original.isAutoStartup());
		factory.setEarlyStartup(original.isEarlyStartup());
		return factory;
	}

	private static PooledLettuceConnectionFactory create(LettuceConnectionFactory original,
			LettucePoolingClientConfiguration client) {
		RedisConfiguration target = original.getClusterConfiguration();
		target = (target != null) ? target : original.getSentinelConfiguration();
		target = (target != null) ? target : original.getSocketConfiguration();
		return (target != null) ? new PooledLettuceConnectionFactory(target, client)
				: new PooledLettuceConnectionFactory(original.getStandaloneConfiguration(), client);
	}

	/**
	 * Return the configuration with its pool, as the factory that was replaced does.
	 */
	@Override
	public LettuceClientConfiguration getClientConfiguration() {
		return this.client;
	}

	@Override
	public void start() {
		if (!isRunning()) {
			this.pool = new LettucePool(this.client.getPoolConfig());
		}
		super.start();
	}

	@Override
	protected LettuceConnectionProvider doCreateConnectionProvider(AbstractRedisClient client, RedisCodec<?, ?> codec) {
		return new PooledConnectionProvider(super.doCreateConnectionProvider(client, codec),
				Objects.requireNonNull(this.pool));
	}

	/**
	 * Set who is told of each operation.
	 * @param calls the server, as a service that is called
	 */
	void setCalls(CalledService calls) {
		this.calls = calls;
	}

	/**
	 * Asked for once an operation, whether connections are shared or not.
	 */
	@Override
	public RedisConnection getConnection() {
		if (this.calls != null) {
			this.calls.called();
		}
		return super.getConnection();
	}

	/**
	 * Return the pool.
	 * @return the pool, {@code null} before the factory starts
	 */
	@Nullable LettucePool pool() {
		return this.pool;
	}

	int maxConnections() {
		return this.client.getPoolConfig().getMaxTotal();
	}

	String topology() {
		if (isClusterAware()) {
			return "cluster";
		}
		if (isRedisSentinelAware()) {
			return "sentinel";
		}
		return (getSocketConfiguration() != null) ? "socket" : "standalone";
	}

}
