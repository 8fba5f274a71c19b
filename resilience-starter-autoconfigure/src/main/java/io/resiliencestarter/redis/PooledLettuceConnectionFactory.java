package io.resiliencestarter.redis;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.RedisCodec;
import io.resiliencestarter.pool.CalledService;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.ClusterCommandExecutor;
import org.springframework.data.redis.connection.ClusterTopologyProvider;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClusterConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionProvider;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;

/**
 * A connection factory that owns its pool, so that the pool has one cap and can be looked
 * at, and whose connections are guarded. Takes the place of the one that Spring Boot
 * built, with the same configuration.
 */
class PooledLettuceConnectionFactory extends LettuceConnectionFactory {

	private final LettucePoolingClientConfiguration client;

	private final PoolParts parts;

	private final SingleFlight<@Nullable StatefulConnection<?, ?>> shared = new SingleFlight<>();

	private final SingleFlight<@Nullable StatefulConnection<?, ?>> sharedReactive = new SingleFlight<>();

	private final Map<RedisCodec<?, ?>, PooledConnectionProvider> providers = new ConcurrentHashMap<>();

	private volatile @Nullable UncountedConnectionFactory uncounted;

	private volatile @Nullable LettucePool pool;

	private @Nullable CalledService calls;

	private PooledLettuceConnectionFactory(RedisStandaloneConfiguration target,
			LettucePoolingClientConfiguration client, PoolParts parts) {
		super(target, new TunedClientConfiguration(client, parts.keepalive()));
		this.client = client;
		this.parts = parts;
	}

	private PooledLettuceConnectionFactory(RedisConfiguration target, LettucePoolingClientConfiguration client,
			PoolParts parts) {
		super(target, new TunedClientConfiguration(client, parts.keepalive()));
		this.client = client;
		this.parts = parts;
	}

	/**
	 * Create a factory with the configuration of another.
	 * @param original a factory that has not started, not of static master and replicas
	 * @param client its client configuration
	 * @param parts what its pool is made of
	 * @return the factory, not yet initialized
	 */
	static PooledLettuceConnectionFactory replacing(LettuceConnectionFactory original,
			LettucePoolingClientConfiguration client, PoolParts parts) {
		PooledLettuceConnectionFactory factory = create(original, client, parts);
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
			LettucePoolingClientConfiguration client, PoolParts parts) {
		RedisConfiguration target = original.getClusterConfiguration();
		target = (target != null) ? target : original.getSentinelConfiguration();
		target = (target != null) ? target : original.getSocketConfiguration();
		return (target != null) ? new PooledLettuceConnectionFactory(target, client, parts)
				: new PooledLettuceConnectionFactory(original.getStandaloneConfiguration(), client, parts);
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
			this.pool = this.parts.createPool(this.client.getPoolConfig());
			this.uncounted = null;
		}
		super.start();
	}

	/**
	 * The original has nothing that would have to be closed: no connection yet, and the
	 * resources are those that Spring Boot closes.
	 */
	@Override
	protected AbstractRedisClient createClient() {
		AbstractRedisClient original = super.createClient();
		return (original instanceof RedisClusterClient cluster)
				? GuardedClusterClient.replacing(cluster, this.parts.commands())
				: GuardedRedisClient.replacing((RedisClient) original, this.parts.commands(), reconnects());
	}

	/**
	 * A shared connection does as Lettuce does, and one that reads from replicas is made
	 * of several that the pool does not know.
	 */
	private boolean reconnects() {
		return getShareNativeConnection() || this.client.getReadFrom().isPresent();
	}

	@Override
	protected LettuceConnectionProvider doCreateConnectionProvider(AbstractRedisClient client, RedisCodec<?, ?> codec) {
		PooledConnectionProvider provider = new PooledConnectionProvider(
				super.doCreateConnectionProvider(client, codec), startedPool(), true);
		this.providers.put(codec, provider);
		return provider;
	}

	@Override
	protected LettuceConnection doCreateLettuceConnection(
			@Nullable StatefulRedisConnection<byte[], byte[]> sharedConnection,
			LettuceConnectionProvider connectionProvider, long timeout, int database) {
		return new PooledLettuceConnection(sharedConnection, connectionProvider, timeout, database, use(timeout));
	}

	@Override
	protected LettuceClusterConnection doCreateLettuceClusterConnection(
			@Nullable StatefulRedisClusterConnection<byte[], byte[]> sharedConnection,
			LettuceConnectionProvider connectionProvider, ClusterTopologyProvider topologyProvider,
			ClusterCommandExecutor clusterCommandExecutor, Duration commandTimeout) {
		return new PooledLettuceClusterConnection(sharedConnection, connectionProvider, topologyProvider,
				clusterCommandExecutor, commandTimeout, use(commandTimeout.toMillis()));
	}

	private SyncUse use(long timeoutMillis) {
		return new SyncUse(startedPool(), this.parts.guard(), timeoutMillis, this.parts.retries());
	}

	private LettucePool startedPool() {
		return Objects.requireNonNull(this.pool, "not started");
	}

	@Override
	@SuppressWarnings("unchecked")
	protected @Nullable StatefulRedisConnection<byte[], byte[]> getSharedConnection() {
		return (StatefulRedisConnection<byte[], byte[]>) shared(this.shared, super::getSharedConnection);
	}

	@Override
	@SuppressWarnings("unchecked")
	protected @Nullable StatefulRedisClusterConnection<byte[], byte[]> getSharedClusterConnection() {
		return (StatefulRedisClusterConnection<byte[], byte[]>) shared(this.shared, super::getSharedClusterConnection);
	}

	@Override
	@SuppressWarnings("unchecked")
	protected @Nullable StatefulConnection<ByteBuffer, ByteBuffer> getSharedReactiveConnection() {
		return (StatefulConnection<ByteBuffer, ByteBuffer>) shared(this.sharedReactive,
				super::getSharedReactiveConnection);
	}

	@Override
	public void resetConnection() {
		super.resetConnection();
		this.shared.reset();
		this.sharedReactive.reset();
	}

	/**
	 * Spring Data opens shared connections with a lock held, so that callers fail one
	 * after the other while the server hangs. It leaves a broken one to Lettuce, which
	 * rejects commands until it has connected again.
	 */
	private @Nullable StatefulConnection<?, ?> shared(SingleFlight<@Nullable StatefulConnection<?, ?>> flight,
			Supplier<? extends @Nullable StatefulConnection<?, ?>> opener) {
		if (!getShareNativeConnection()) {
			return null;
		}
		StatefulConnection<?, ?> connection = flight.run(opener::get);
		if (connection != null && !connection.isOpen()) {
			flight.reset();
			return flight.run(() -> {
				validateConnection();
				return opener.get();
			});
		}
		return connection;
	}

	/**
	 * Return another way to the connections, of which the breaker takes no note.
	 */
	synchronized UncountedConnectionFactory uncounted() {
		UncountedConnectionFactory uncounted = this.uncounted;
		if (uncounted == null) {
			uncounted = UncountedConnectionFactory.of(this, super.getClientConfiguration());
			this.uncounted = uncounted;
		}
		return uncounted;
	}

	PooledConnectionProvider uncounted(RedisCodec<?, ?> codec) {
		return Objects.requireNonNull(this.providers.get(codec), "not started").uncounted();
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
