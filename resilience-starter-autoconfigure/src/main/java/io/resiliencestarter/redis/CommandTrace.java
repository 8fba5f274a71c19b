package io.resiliencestarter.redis;

import io.lettuce.core.protocol.RedisCommand;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the commands of one connection: the last one, and whether an answer
 * can still come that nobody waits for. Thread-safe; costs a write a command.
 */
final class CommandTrace {

	/** Of a connection that is not ours. */
	static final CommandTrace UNKNOWN = new CommandTrace();

	private volatile @Nullable RedisCommand<?, ?, ?> last;

	private volatile boolean spoiled;

	void begin(RedisCommand<?, ?, ?> command) {
		this.last = command;
	}

	/**
	 * Let go of the last command and its output, which can be large.
	 */
	void forget() {
		if (this.last != null) {
			this.last = null;
		}
	}

	void spoil() {
		this.spoiled = true;
	}

	boolean isSpoiled() {
		return this.spoiled;
	}

	boolean isBusy() {
		RedisCommand<?, ?, ?> command = this.last;
		return command != null && !command.isDone();
	}

	/**
	 * Return whether the server keeps the last command waiting, as it is meant to.
	 */
	boolean isBlocking() {
		RedisCommand<?, ?, ?> command = this.last;
		return command != null && !command.isDone() && CommandKinds.isBlocking(command);
	}

}
