package io.resiliencestarter.redis;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.ReadOnlyCommands;
import io.lettuce.core.protocol.RedisCommand;

/**
 * Tells kinds of commands that are treated in a way of their own.
 */
final class CommandKinds {

	/** They serve health checks and tools, and say nothing about those who work. */
	private static final Set<String> ADMINISTRATIVE = Set.of("ASKING", "AUTH", "CLIENT", "CLUSTER", "COMMAND", "CONFIG",
			"HELLO", "INFO", "PING", "QUIT", "READONLY", "READWRITE", "ROLE");

	private static final Set<String> BLOCKING = Set.of("BLMOVE", "BLMPOP", "BLPOP", "BRPOP", "BRPOPLPUSH", "BZMPOP",
			"BZPOPMAX", "BZPOPMIN", "WAIT", "WAITAOF");

	private static final Set<String> BLOCKING_ON_REQUEST = Set.of("XREAD", "XREADGROUP");

	private static final Set<String> NOT_TO_BE_REPEATED = Set.of("SCRIPT", "SCAN", "HSCAN", "SSCAN", "ZSCAN");

	/** Ready, since each command is looked at several times. */
	private static final Map<CommandType, Kind> KNOWN = Stream.of(CommandType.values())
		.collect(Collectors.toMap((type) -> type, Kind::of, (one, two) -> one, () -> new EnumMap<>(CommandType.class)));

	private CommandKinds() {
	}

	private static Kind kind(RedisCommand<?, ?, ?> command) {
		Kind known = (command.getType() instanceof CommandType type) ? KNOWN.get(type) : null;
		return (known != null) ? known : Kind.of(command.getType());
	}

	static boolean isAdministrative(RedisCommand<?, ?, ?> command) {
		return kind(command).administrative();
	}

	/**
	 * Tell whether the server may keep a command waiting for as long as it says.
	 */
	static boolean isBlocking(RedisCommand<?, ?, ?> command) {
		Kind kind = kind(command);
		return kind.blocking() || (kind.blockingOnRequest() && asksToBlock(command.getArgs()));
	}

	private static boolean asksToBlock(CommandArgs<?, ?> args) {
		return args != null && (" " + args.toCommandString() + " ").contains(" BLOCK ");
	}

	/**
	 * Tell whether a command can be executed a second time without harm.
	 */
	static boolean isRepeatable(RedisCommand<?, ?, ?> command) {
		return kind(command).repeatable() && !isBlocking(command);
	}

	/**
	 * What is known of a command by its name.
	 *
	 * @param administrative whether it says nothing about those who work
	 * @param blocking whether the server may keep it waiting
	 * @param blockingOnRequest whether it may if an argument says so
	 * @param repeatable whether it only reads
	 */
	private record Kind(boolean administrative, boolean blocking, boolean blockingOnRequest, boolean repeatable) {

		static Kind of(ProtocolKeyword type) {
			String name = type.toString();
			boolean administrative = ADMINISTRATIVE.contains(name);
			boolean repeatable = ReadOnlyCommands.isReadOnlyCommand(type) && !administrative
					&& !NOT_TO_BE_REPEATED.contains(name);
			return new Kind(administrative, BLOCKING.contains(name), BLOCKING_ON_REQUEST.contains(name), repeatable);
		}

	}

}
