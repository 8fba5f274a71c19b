package io.resiliencestarter.pool;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

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
