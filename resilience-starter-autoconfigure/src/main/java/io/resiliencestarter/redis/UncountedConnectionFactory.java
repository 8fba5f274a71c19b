package io.resiliencestarter.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.codec.RedisCodec;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionProvider;

/**
 * Another way to the connections of a factory, by which the breaker neither turns anybody
 * away nor learns anything. Has nothing of its own that would have to be closed.
 */
class UncountedConnectionFactory extends LettuceConnectionFactory {

	private final PooledLettuceConnectionFactory factory;

	private UncountedConnectionFactory(PooledLettuceConnectionFactory factory, RedisStandaloneConfiguration target,
			LettuceClientConfiguration client) {
		super(target, client);
		this.factory = factory;
	}

	private UncountedConnectionFactory(PooledLettuceConnectionFactory factory, RedisClusterConfiguration target,
			LettuceClientConfiguration client) {
		super(target, client);
		this.factory = factory;
	}

	/**
	 * Create another way to the connections of a factory.
	 * @param factory the factory, which has started
	 * @param client its client configuration
	 * @return the started way
	 */
	static UncountedConnectionFactory of(PooledLettuceConnectionFactory factory, LettuceClientConfiguration client) {
		RedisClusterConfiguration cluster = factory.getClusterConfiguration();
		UncountedConnectionFactory uncounted = (cluster != null)
				? new UncountedConnectionFactory(factory, cluster, client)
				: new UncountedConnectionFactory(factory, factory.getStandaloneConfiguration(), client);
		uncounted.setShareNativeConnection(false);
		uncounted.start();
		return uncounted;
	}

	@Override
	protected AbstractRedisClient createClient() {
		return this.factory.getRequiredNativeClient();
	}

	@Override
	protected LettuceConnectionProvider doCreateConnectionProvider(AbstractRedisClient client, RedisCodec<?, ?> codec) {
		return this.factory.uncounted(codec);
	}

}
