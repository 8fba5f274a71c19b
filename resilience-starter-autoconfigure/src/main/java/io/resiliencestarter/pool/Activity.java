package io.resiliencestarter.pool;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * What a thread that holds a connection is doing.
 */
public enum Activity {

	/** It is in the database's driver. */
	EXECUTING_SQL,

	/** It is in the client of a server that takes commands, such as Redis. */
	EXECUTING_COMMAND,

	/**
	 * It waits for something else: a server, a socket, a lock, a sleep, another thread.
	 */
	EXTERNAL_CALL,

	/** It waits for one more connection. */
	WAITING_FOR_CONNECTION,

	/** It runs. */
	COMPUTING,

	/** It has ended, or is no longer in the code that borrowed. */
	GONE;

	/**
	 * Tell what a thread is doing from where it is.
	 * @param state the thread's state
	 * @param live the thread's stack, the innermost frame first; empty if it may not be
	 * read
	 * @param borrowedAt the stack with which it borrowed, {@code null} if unknown
	 * @param kind what its connection leads to
	 * @param frames knows the application's frames
	 * @return the activity
	 */
	public static Activity of(Thread.State state, StackTraceElement[] live, StackTraceElement @Nullable [] borrowedAt,
			PoolKind kind, ApplicationFrames frames) {
		Predicate<StackTraceElement> driver = (frame) -> KnownFrames.isDriver(frame, kind);
		boolean runs = state == Thread.State.RUNNABLE;
		if (live.length == 0 && state != Thread.State.TERMINATED) {
			return runs ? COMPUTING : EXTERNAL_CALL;
		}
		if (state == Thread.State.TERMINATED || KnownFrames.isIdle(live)
				|| (borrowedAt != null && isLeft(new BorrowStack(borrowedAt, frames), live, driver))) {
			return GONE;
		}
		int site = frames.siteIndex(live);
		StackTraceElement[] inner = (site < 0) ? live : Arrays.copyOf(live, site);
		if (any(inner, KnownFrames::isBorrow)) {
			return WAITING_FOR_CONNECTION;
		}
		if (any(inner, driver)) {
			return executing(kind);
		}
		return (runs && !KnownFrames.isNativeWait(live[0])) ? COMPUTING : EXTERNAL_CALL;
	}

	static Activity executing(PoolKind kind) {
		return (kind == PoolKind.REDIS) ? EXECUTING_COMMAND : EXECUTING_SQL;
	}

	/**
	 * Who executes a statement needs a connection for it, and if nothing else is known,
	 * uses this one.
	 */
	private static boolean isLeft(BorrowStack borrowed, StackTraceElement[] live, Predicate<StackTraceElement> driver) {
		if (any(live, KnownFrames::isBorrow)) {
			return borrowed.isLeftBy(live) || borrowed.isRepeatedBy(live);
		}
		return !any(live, driver) && borrowed.isLeftBy(live);
	}

	private static boolean any(StackTraceElement[] stack, Predicate<StackTraceElement> condition) {
		return Arrays.stream(stack).anyMatch(condition);
	}

	/**
	 * Return the name as endpoints show it.
	 * @return the name in lower-case kebab
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
