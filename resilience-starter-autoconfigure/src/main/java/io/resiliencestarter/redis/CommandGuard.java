package io.resiliencestarter.redis;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.BiConsumer;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.CompleteableCommand;
import io.lettuce.core.protocol.RedisCommand;
import io.resiliencestarter.breaker.Permit;
import io.resiliencestarter.redis.RedisErrors.Judgement;
import org.jspecify.annotations.Nullable;

/**
 * Guards commands where Lettuce sends them, so that all of them are seen: blocking and
 * reactive, pipelined, on a connection of the pool and on a shared one. Thread-safe.
 */
class CommandGuard {

	/** The timer that ends commands is less exact than the threads that wait. */
	private static final double NEARLY = 0.95;

	private final RedisGuard guard;

	private final Duration timeout;

	private final long longNanos;

	/**
	 * Create a guard.
	 * @param guard knows whether the server serves
	 * @param timeout the time that a command may take
	 */
	CommandGuard(RedisGuard guard, Duration timeout) {
		this.guard = guard;
		this.timeout = timeout;
		this.longNanos = (long) (timeout.toNanos() * NEARLY);
	}

	/**
	 * Let a command be sent, or end it at once.
	 * @param command the command
	 * @param trace the trace of its connection
	 * @return whether it is to be sent
	 */
	boolean admit(RedisCommand<?, ?, ?> command, CommandTrace trace) {
		trace.begin(command);
		if (CommandKinds.isAdministrative(command) || !(command instanceof CompleteableCommand<?> completeable)) {
			return true;
		}
		try {
			Permit permit = this.guard.acquire();
			completeable.onComplete(new Observation(this, command, trace, permit));
			return true;
		}
		catch (RedisBreakerOpenException ex) {
			command.completeExceptionally(ex);
			return false;
		}
	}

	/**
	 * Judge a command that has ended. One that was given up before it was answered can
	 * still be answered, or take effect.
	 */
	private void ended(Observation command, @Nullable Throwable thrown) {
		boolean cancelled = thrown instanceof CancellationException;
		boolean tooLong = thrown instanceof RedisCommandTimeoutException
				|| (cancelled && command.nanos() >= this.longNanos);
		boolean blocking = (cancelled || tooLong) && CommandKinds.isBlocking(command.command());
		if (tooLong || blocking) {
			command.trace().spoil();
		}
		Permit permit = command.permit();
		if (permit != null) {
			if (tooLong && !blocking) {
				fail(permit, (thrown == null || cancelled) ? timedOut() : thrown);
			}
			else if (!cancelled && !tooLong) {
				judge(command, thrown, permit);
			}
			permit.ignore();
		}
	}

	private RedisCommandTimeoutException timedOut() {
		return new RedisCommandTimeoutException("Command timed out after %d ms".formatted(this.timeout.toMillis()));
	}

	private void fail(Permit permit, Throwable failure) {
		this.guard.failed(failure);
		permit.failure(failure);
	}

	private void judge(Observation command, @Nullable Throwable thrown, Permit permit) {
		String reply = (thrown == null) ? command.error() : null;
		if (thrown == null && reply == null) {
			permit.success();
			return;
		}
		Throwable failure = (thrown != null) ? thrown : new RedisCommandExecutionException(reply);
		Judgement judgement = RedisErrors.judge(failure);
		if (judgement == Judgement.FAILURE) {
			fail(permit, failure);
		}
		else if (judgement == Judgement.SUCCESS) {
			permit.success();
		}
	}

	/**
	 * A command in flight.
	 *
	 * @param guard judges it when it has ended
	 * @param command the command
	 * @param trace the trace of its connection
	 * @param permit its permit, {@code null} if nothing is guarded
	 * @param start when it was sent
	 */
	private record Observation(CommandGuard guard, RedisCommand<?, ?, ?> command, CommandTrace trace,
			@Nullable Permit permit, long start) implements BiConsumer<Object, Throwable> {

		Observation(CommandGuard guard, RedisCommand<?, ?, ?> command, CommandTrace trace, @Nullable Permit permit) {
			this(guard, command, trace, permit, System.nanoTime());
		}

		@Override
		public void accept(@Nullable Object result, @Nullable Throwable thrown) {
			this.guard.ended(this, thrown);
		}

		long nanos() {
			return System.nanoTime() - this.start;
		}

		/**
		 * Return what the server replied if it replied with an error.
		 */
		@Nullable String error() {
			CommandOutput<?, ?, ?> output = this.command.getOutput();
			return (output != null && output.hasError()) ? output.getError() : null;
		}

	}

}
