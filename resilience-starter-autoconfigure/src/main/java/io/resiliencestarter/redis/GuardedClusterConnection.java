package io.resiliencestarter.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.cluster.ClusterPushHandler;
import io.lettuce.core.cluster.StatefulRedisClusterConnectionImpl;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.json.JsonParser;
import io.lettuce.core.protocol.RedisCommand;

/**
 * A connection to a cluster whose commands are guarded, whatever node they go to.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
class GuardedClusterConnection<K, V> extends StatefulRedisClusterConnectionImpl<K, V> implements TracedConnection {

	private final CommandGuard guard;

	private final CommandTrace trace = new CommandTrace();

	GuardedClusterConnection(RedisChannelWriter writer, ClusterPushHandler pushHandler, RedisCodec<K, V> codec,
			Duration timeout, Supplier<JsonParser> parser, CommandGuard guard) {
		super(writer, pushHandler, codec, timeout, parser);
		this.guard = guard;
	}

	@Override
	public CommandTrace trace() {
		return this.trace;
	}

	@Override
	public <T> RedisCommand<K, V, T> dispatch(RedisCommand<K, V, T> command) {
		return this.guard.admit(command, this.trace) ? super.dispatch(command) : command;
	}

	@Override
	public Collection<RedisCommand<K, V, ?>> dispatch(Collection<? extends RedisCommand<K, V, ?>> commands) {
		List<RedisCommand<K, V, ?>> admitted = new ArrayList<>(commands.size());
		commands.stream().filter((command) -> this.guard.admit(command, this.trace)).forEach(admitted::add);
		return super.dispatch(admitted);
	}

}
