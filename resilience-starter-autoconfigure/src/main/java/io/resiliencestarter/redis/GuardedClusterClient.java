package io.resiliencestarter.redis;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterPushHandler;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.StatefulRedisClusterConnectionImpl;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.json.JsonParser;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.DirectFieldAccessor;

/**
 * A client for clusters whose connections are guarded.
 */
class GuardedClusterClient extends RedisClusterClient {

	private final CommandGuard guard;

	private GuardedClusterClient(RedisClusterClient original, Iterable<RedisURI> uris, CommandGuard guard) {
		super(original.getResources(), uris);
		this.guard = guard;
		setOptions((ClusterClientOptions) original.getOptions());
	}

	/**
	 * Create a client with the configuration of another.
	 * @param original the other client, which has no connection yet
	 * @param guard guards the commands
	 * @return the client
	 */
	@SuppressWarnings("unchecked")
	static GuardedClusterClient replacing(RedisClusterClient original, CommandGuard guard) {
		// The client does not show them
		@Nullable Iterable<RedisURI> uris = (Iterable<RedisURI>) new DirectFieldAccessor(original)
			.getPropertyValue("initialUris");
		return new GuardedClusterClient(original, (uris != null) ? uris : List.of(), guard);
	}

	@Override
	protected <V, K> StatefulRedisClusterConnectionImpl<K, V> newStatefulRedisClusterConnection(
			RedisChannelWriter channelWriter, ClusterPushHandler pushHandler, RedisCodec<K, V> codec, Duration timeout,
			Supplier<JsonParser> parser) {
		return new GuardedClusterConnection<>(channelWriter, pushHandler, codec, timeout, parser, this.guard);
	}

}
