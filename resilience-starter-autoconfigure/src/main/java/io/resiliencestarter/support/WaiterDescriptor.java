package io.resiliencestarter.support;

import io.resiliencestarter.pool.ApplicationFrames;
import io.resiliencestarter.pool.Waiter;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who waits for a connection, as endpoints show it.
 *
 * @param thread the name of the thread
 * @param virtual whether it is a virtual one
 * @param waitedMs for how long, in milliseconds
 * @param from the application's line that wants the connection, {@code null} if not known
 */
public record WaiterDescriptor(String thread, boolean virtual, long waitedMs, @Nullable String from) {

	/**
	 * Describe a waiter.
	 * @param waiter the waiter
	 * @return the description
	 */
	public static WaiterDescriptor of(Waiter waiter) {
		StackTraceElement from = waiter.from();
		return new WaiterDescriptor(waiter.thread(), waiter.virtual(), waiter.waited().toMillis(),
				(from != null) ? ApplicationFrames.format(from) : null);
	}

}
