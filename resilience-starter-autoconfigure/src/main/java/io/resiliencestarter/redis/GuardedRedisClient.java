package io.resiliencestarter.redis;

import java.time.Duration;
import java.util.function.Supplier;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.protocol.PushHandler;
import io.lettuce.core.pubsub.PubSubEndpoint;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnectionImpl;
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

	/** What becomes the connection that the current thread opens. */
	private static final ThreadLocal<@Nullable RedisChannelHandler<?, ?>> OPENING = new ThreadLocal<>();

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
			return closedIfFailed(() -> super.connect(codec));
		}
		finally {
			CONNECTING.remove();
		}
	}

	@Override
	public <K, V> StatefulRedisPubSubConnection<K, V> connectPubSub(RedisCodec<K, V> codec) {
		return closedIfFailed(() -> super.connectPubSub(codec));
	}

	/**
	 * An attempt can fail though the connection comes to be: if the caller is
	 * interrupted, or if the server closes it before Lettuce looks at it. It would stay,
	 * or even connect again and again, with nobody to close it.
	 */
	@SuppressWarnings("FutureReturnValueIgnored") // closing never fails
	private static <T> T closedIfFailed(Supplier<T> attempt) {
		try {
			return attempt.get();
		}
		catch (RuntimeException ex) {
			RedisChannelHandler<?, ?> opening = OPENING.get();
			if (opening != null) {
				opening.closeAsync();
			}
			throw ex;
		}
		finally {
			OPENING.remove();
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
		StatefulRedisConnectionImpl<K, V> connection = new GuardedRedisConnection<>(channelWriter, pushHandler, codec,
				timeout, getOptions().getJsonParser(), this.guard);
		OPENING.set(connection);
		return connection;
	}

	@Override
	protected <K, V> StatefulRedisPubSubConnectionImpl<K, V> newStatefulRedisPubSubConnection(
			PubSubEndpoint<K, V> endpoint, RedisChannelWriter channelWriter, RedisCodec<K, V> codec, Duration timeout) {
		StatefulRedisPubSubConnectionImpl<K, V> connection = super.newStatefulRedisPubSubConnection(endpoint,
				channelWriter, codec, timeout);
		OPENING.set(connection);
		return connection;
	}

}
