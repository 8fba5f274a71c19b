package io.resiliencestarter.redis;

import java.time.Duration;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.protocol.PushHandler;
import io.lettuce.core.RedisChannelWriter;

import org.springframework.beans.DirectFieldAccessor;

/**
 * A client whose connections are guarded.
 */
class GuardedRedisClient extends RedisClient {

	private final CommandGuard guard;

	private GuardedRedisClient(RedisClient original, RedisURI uri, CommandGuard guard) {
		super(original.getResources(), uri);
		this.guard = guard;
		setOptions(original.getOptions());
	}

	/**
	 * Create a client with the configuration of another.
	 * @param original the other client, which has no connection yet
	 * @param guard guards the commands
	 * @return the client
	 */
	static GuardedRedisClient replacing(RedisClient original, CommandGuard guard) {
		// The client does not show it; Spring Data reads it like this, too
		RedisURI uri = (RedisURI) new DirectFieldAccessor(original).getPropertyValue("redisURI");
		return new GuardedRedisClient(original, (uri != null) ? uri : new RedisURI(), guard);
	}

	@Override
	protected <K, V> StatefulRedisConnectionImpl<K, V> newStatefulRedisConnection(RedisChannelWriter channelWriter,
			PushHandler pushHandler, RedisCodec<K, V> codec, Duration timeout) {
		return new GuardedRedisConnection<>(channelWriter, pushHandler, codec, timeout, getOptions().getJsonParser(),
				this.guard);
	}

}
