package io.resiliencestarter.pool;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who holds a connection, looked at while holding it. Immutable.
 *
 * @param thread the name of the thread that borrowed it
 * @param virtual whether that thread is a virtual one
 * @param held for how long, to within 50 ms
 * @param borrowedAt the application's frame that borrowed it, {@code null} if that is not
 * known
 * @param doing what the thread does now
 * @param now the application's frame that the thread is in, {@code null} if it is in none
 * @param stack the thread's stack, innermost frame first
 * @param connectionType what the connection is used for, {@code null} if the pool has
 * only one use
 */
public record Holder(String thread, boolean virtual, Duration held, @Nullable StackTraceElement borrowedAt,
		Activity doing, @Nullable StackTraceElement now, List<StackTraceElement> stack,
		@Nullable String connectionType) {

	public Holder {
		stack = List.copyOf(stack);
	}

	/**
	 * Return the best known line of code: where the holder is, or else where it borrowed.
	 * @return the frame, or {@code null}
	 */
	public @Nullable StackTraceElement site() {
		return (this.now != null && this.doing != Activity.GONE) ? this.now : this.borrowedAt;
	}

}
