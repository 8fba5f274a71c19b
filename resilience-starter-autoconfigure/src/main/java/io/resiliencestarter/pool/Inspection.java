package io.resiliencestarter.pool;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Looks at a thread: what it does, and in which line of the application.
 */
final class Inspection {

	private static final int MAX_STACK = 64;

	private static final StackTraceElement[] NO_STACK = {};

	private final PoolKind kind;

	private final ApplicationFrames frames;

	Inspection(PoolKind kind, ApplicationFrames frames) {
		this.kind = kind;
		this.frames = frames;
	}

	Holder holder(Hold<?> hold, long now) {
		ConnectionUse use = use(hold);
		String threadless = (use != null) ? use.threadless() : null;
		return (use != null && threadless != null) ? holder(hold, now, use, threadless) : holder(hold, now, use);
	}

	/**
	 * Without a thread to look at, only the connection tells what it is used for.
	 */
	private Holder holder(Hold<?> hold, long now, ConnectionUse use, String name) {
		StackTraceElement @Nullable [] borrowed = borrowed(hold);
		return new Holder(name, false, Duration.ofNanos(hold.nanos(now)),
				(borrowed != null) ? this.frames.site(borrowed) : null,
				use.busy() ? Activity.executing(this.kind) : Activity.EXTERNAL_CALL, null, List.of(), use.type());
	}

	private Holder holder(Hold<?> hold, long now, @Nullable ConnectionUse use) {
		Thread thread = hold.thread();
		StackTraceElement[] live = stack(thread);
		StackTraceElement @Nullable [] borrowed = borrowed(hold);
		List<StackTraceElement> shown = Arrays.asList(live).subList(0, Math.min(MAX_STACK, live.length));
		return new Holder(ThreadNames.name(thread), ThreadNames.virtual(thread), Duration.ofNanos(hold.nanos(now)),
				(borrowed != null) ? this.frames.site(borrowed) : null,
				Activity.of(thread.getState(), live, borrowed, this.kind, this.frames), this.frames.site(live), shown,
				(use != null) ? use.type() : null);
	}

	/**
	 * Look at a holder whose thread may have borrowed again, at the same place or after
	 * it has left the code that borrowed first, and so has lost its first connection.
	 * @param hold the hold
	 * @param later the holds of the same thread that began later
	 * @param now the time of the {@link CoarseClock}
	 * @return the holder
	 */
	Holder holder(Hold<?> hold, List<? extends Hold<?>> later, long now) {
		Holder holder = holder(hold, now);
		StackTraceElement @Nullable [] borrowed = borrowed(hold);
		if (borrowed == null || later.isEmpty() || holder.doing() == Activity.GONE) {
			return holder;
		}
		BorrowStack stack = new BorrowStack(borrowed, this.frames);
		StackTraceElement[] live = holder.stack().toArray(StackTraceElement[]::new);
		boolean left = (live.length > 0 && stack.isLeftBy(live))
				|| later.stream().map(Inspection::borrowed).filter(Objects::nonNull).anyMatch(stack::isRepeatedBy);
		return left ? new Holder(holder.thread(), holder.virtual(), holder.held(), holder.borrowedAt(), Activity.GONE,
				holder.now(), holder.stack(), holder.connectionType()) : holder;
	}

	Holder recall(Hold<?> hold, long now) {
		Thread thread = hold.thread();
		ConnectionUse use = use(hold);
		String threadless = (use != null) ? use.threadless() : null;
		StackTraceElement @Nullable [] borrowed = borrowed(hold);
		return new Holder((threadless != null) ? threadless : ThreadNames.name(thread), ThreadNames.virtual(thread),
				Duration.ofNanos(hold.nanos(now)), (borrowed != null) ? this.frames.site(borrowed) : null,
				Activity.COMPUTING, null, List.of(), (use != null) ? use.type() : null);
	}

	static boolean isThreadless(Hold<?> hold) {
		ConnectionUse use = use(hold);
		return use != null && use.threadless() != null;
	}

	private static @Nullable ConnectionUse use(Hold<?> hold) {
		return (hold.handle() instanceof ConnectionUse use) ? use : null;
	}

	/**
	 * A stack that may not be read is as good as none.
	 */
	private static StackTraceElement[] stack(Thread thread) {
		try {
			return thread.getStackTrace();
		}
		catch (RuntimeException ex) {
			return NO_STACK;
		}
	}

	private static StackTraceElement @Nullable [] borrowed(Hold<?> hold) {
		Throwable site = hold.site();
		return (site != null) ? site.getStackTrace() : null;
	}

	Waiter waiter(WaiterTable.Entry entry) {
		Thread thread = entry.thread();
		return new Waiter(ThreadNames.name(thread), ThreadNames.virtual(thread), Duration.ofNanos(entry.nanos()),
				this.frames.site(stack(thread)));
	}

}
