package io.resiliencestarter.redis;

import java.util.Set;

import io.lettuce.core.protocol.CommandArgs;
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

	private CommandKinds() {
	}

	static boolean isAdministrative(RedisCommand<?, ?, ?> command) {
		return ADMINISTRATIVE.contains(command.getType().toString());
	}

	/**
	 * Tell whether the server may keep a command waiting for as long as it says.
	 */
	static boolean isBlocking(RedisCommand<?, ?, ?> command) {
		String type = command.getType().toString();
		return BLOCKING.contains(type) || (BLOCKING_ON_REQUEST.contains(type) && asksToBlock(command.getArgs()));
	}

	private static boolean asksToBlock(CommandArgs<?, ?> args) {
		return args != null && (" " + args.toCommandString() + " ").contains(" BLOCK ");
	}

	/**
	 * Tell whether a command can be executed a second time without harm.
	 */
	static boolean isRepeatable(RedisCommand<?, ?, ?> command) {
		return ReadOnlyCommands.isReadOnlyCommand(command.getType()) && !isAdministrative(command)
				&& !NOT_TO_BE_REPEATED.contains(command.getType().toString()) && !isBlocking(command);
	}

}
