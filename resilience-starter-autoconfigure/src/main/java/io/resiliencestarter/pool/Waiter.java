package io.resiliencestarter.pool;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who waits for a connection. Immutable.
 *
 * @param thread the name of the thread
 * @param virtual whether it is a virtual one
 * @param waited for how long, to within 50 ms
 * @param from the application's frame that wants the connection, {@code null} if that is
 * not known
 */
public record Waiter(String thread, boolean virtual, Duration waited, @Nullable StackTraceElement from) {
}
