package io.resiliencestarter.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.json.JsonParser;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.PushHandler;
import io.lettuce.core.protocol.RedisCommand;

/**
 * A connection whose commands are guarded. Those of a transaction are not sent one by
 * one: the one that executes it counts for them.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
class GuardedRedisConnection<K, V> extends StatefulRedisConnectionImpl<K, V> implements TracedConnection {

	private final CommandGuard guard;

	private final CommandTrace trace = new CommandTrace();

	GuardedRedisConnection(RedisChannelWriter writer, PushHandler pushHandler, RedisCodec<K, V> codec, Duration timeout,
			Supplier<JsonParser> parser, CommandGuard guard) {
		super(writer, pushHandler, codec, timeout, parser);
		this.guard = guard;
	}

	@Override
	public CommandTrace trace() {
		return this.trace;
	}

	@Override
	public <T> RedisCommand<K, V, T> dispatch(RedisCommand<K, V, T> command) {
		return isAdmitted(command) ? super.dispatch(command) : command;
	}

	@Override
	public Collection<RedisCommand<K, V, ?>> dispatch(Collection<? extends RedisCommand<K, V, ?>> commands) {
		List<RedisCommand<K, V, ?>> admitted = new ArrayList<>(commands.size());
		commands.stream().filter(this::isAdmitted).forEach(admitted::add);
		return super.dispatch(admitted);
	}

	private boolean isAdmitted(RedisCommand<K, V, ?> command) {
		boolean queued = isMulti() && command.getType() != CommandType.EXEC;
		return queued || this.guard.admit(command, this.trace);
	}

}
