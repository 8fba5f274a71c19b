package io.resiliencestarter.redis;

import java.time.Duration;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.protocol.PushHandler;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.DirectFieldAccessor;

/**
 * A client whose connections are guarded. Those for commands need not connect again by
 * themselves when they belong to a pool, which opens others in their place: there would
 * be both for a moment. Subscriptions always do.
 */
class GuardedRedisClient extends RedisClient {

	/** The options of the connection that the current thread opens. */
	private static final ThreadLocal<@Nullable ClientOptions> CONNECTING = new ThreadLocal<>();

	private final CommandGuard guard;

	private final ClientOptions commandOptions;

	private GuardedRedisClient(RedisClient original, RedisURI uri, CommandGuard guard, boolean reconnects) {
		super(original.getResources(), uri);
		this.guard = guard;
		ClientOptions options = original.getOptions();
		setOptions(options);
		this.commandOptions = reconnects ? options : options.mutate().autoReconnect(false).build();
	}

	/**
	 * Create a client with the configuration of another.
	 * @param original the other client, which has no connection yet
	 * @param guard guards the commands
	 * @param reconnects whether connections for commands connect again by themselves
	 * @return the client
	 */
	static GuardedRedisClient replacing(RedisClient original, CommandGuard guard, boolean reconnects) {
		// The client does not show it; Spring Data reads it like this, too
		RedisURI uri = (RedisURI) new DirectFieldAccessor(original).getPropertyValue("redisURI");
		return new GuardedRedisClient(original, (uri != null) ? uri : new RedisURI(), guard, reconnects);
	}

	@Override
	public <K, V> StatefulRedisConnection<K, V> connect(RedisCodec<K, V> codec) {
		CONNECTING.set(this.commandOptions);
		try {
			return super.connect(codec);
		}
		finally {
			CONNECTING.remove();
		}
	}

	@Override
	public ClientOptions getOptions() {
		ClientOptions options = CONNECTING.get();
		return (options != null) ? options : super.getOptions();
	}

	@Override
	protected <K, V> StatefulRedisConnectionImpl<K, V> newStatefulRedisConnection(RedisChannelWriter channelWriter,
			PushHandler pushHandler, RedisCodec<K, V> codec, Duration timeout) {
		return new GuardedRedisConnection<>(channelWriter, pushHandler, codec, timeout, getOptions().getJsonParser(),
				this.guard);
	}

}
