package io.resiliencestarter.support;

import java.util.List;

import io.resiliencestarter.pool.ApplicationFrames;
import io.resiliencestarter.pool.Holder;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who holds a connection, as endpoints show it.
 *
 * @param thread the name of the thread that borrowed it
 * @param virtual whether that thread is a virtual one
 * @param heldMs for how long, in milliseconds
 * @param borrowedAt the application's line that borrowed it, {@code null} if not known
 * @param doing what the thread does now
 * @param now the application's line that the thread is in, {@code null} if it is in none
 * @param stack the thread's stack, innermost frame first, {@code null} where stacks are
 * left out
 * @param connectionType what the connection is used for, {@code null} if the pool has
 * only one use
 */
public record HolderDescriptor(String thread, boolean virtual, long heldMs, @Nullable String borrowedAt, String doing,
		@Nullable String now, @Nullable List<String> stack, @Nullable String connectionType) {

	/**
	 * Describe a holder.
	 * @param holder the holder
	 * @return the description
	 */
	public static HolderDescriptor of(Holder holder) {
		return of(holder, true);
	}

	/**
	 * Describe a holder.
	 * @param holder the holder
	 * @param stack whether to show its stack
	 * @return the description
	 */
	public static HolderDescriptor of(Holder holder, boolean stack) {
		return new HolderDescriptor(holder.thread(), holder.virtual(), holder.held().toMillis(),
				format(holder.borrowedAt()), holder.doing().label(), format(holder.now()),
				stack ? holder.stack().stream().map(ApplicationFrames::format).toList() : null,
				holder.connectionType());
	}

	private static @Nullable String format(@Nullable StackTraceElement frame) {
		return (frame != null) ? ApplicationFrames.format(frame) : null;
	}

}
