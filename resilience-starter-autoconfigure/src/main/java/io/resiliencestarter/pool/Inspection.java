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

	private Inspection() {
	}

	static Holder holder(Hold<?> hold, long now, ApplicationFrames frames) {
		Thread thread = hold.thread();
		StackTraceElement[] live = thread.getStackTrace();
		StackTraceElement @Nullable [] borrowed = borrowed(hold);
		List<StackTraceElement> shown = Arrays.asList(live).subList(0, Math.min(MAX_STACK, live.length));
		return new Holder(ThreadNames.name(thread), ThreadNames.virtual(thread), Duration.ofNanos(hold.nanos(now)),
				(borrowed != null) ? frames.site(borrowed) : null,
				Activity.of(thread.getState(), live, borrowed, frames), frames.site(live), shown);
	}

	/**
	 * Look at a holder whose thread may have borrowed again, at the same place or after
	 * it has left the code that borrowed first, and so has lost its first connection.
	 * @param hold the hold
	 * @param later the holds of the same thread that began later
	 * @param now the time of the {@link CoarseClock}
	 * @param frames finds the application's code in a stack
	 * @return the holder
	 */
	static Holder holder(Hold<?> hold, List<? extends Hold<?>> later, long now, ApplicationFrames frames) {
		Holder holder = holder(hold, now, frames);
		StackTraceElement @Nullable [] borrowed = borrowed(hold);
		if (borrowed == null || later.isEmpty() || holder.doing() == Activity.GONE) {
			return holder;
		}
		BorrowStack stack = new BorrowStack(borrowed, frames);
		StackTraceElement[] live = holder.stack().toArray(StackTraceElement[]::new);
		boolean left = (live.length > 0 && stack.isLeftBy(live))
				|| later.stream().map(Inspection::borrowed).filter(Objects::nonNull).anyMatch(stack::isRepeatedBy);
		return left ? new Holder(holder.thread(), holder.virtual(), holder.held(), holder.borrowedAt(), Activity.GONE,
				holder.now(), holder.stack()) : holder;
	}

	static Holder recall(Hold<?> hold, long now, ApplicationFrames frames) {
		Thread thread = hold.thread();
		StackTraceElement @Nullable [] borrowed = borrowed(hold);
		return new Holder(ThreadNames.name(thread), ThreadNames.virtual(thread), Duration.ofNanos(hold.nanos(now)),
				(borrowed != null) ? frames.site(borrowed) : null, Activity.COMPUTING, null, List.of());
	}

	private static StackTraceElement @Nullable [] borrowed(Hold<?> hold) {
		Throwable site = hold.site();
		return (site != null) ? site.getStackTrace() : null;
	}

	static Waiter waiter(WaiterTable.Entry entry, ApplicationFrames frames) {
		Thread thread = entry.thread();
		return new Waiter(ThreadNames.name(thread), ThreadNames.virtual(thread), Duration.ofNanos(entry.nanos()),
				frames.site(thread.getStackTrace()));
	}

}
