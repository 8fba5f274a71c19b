package io.resiliencestarter.breaker;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A call that an open breaker has turned away.
 *
 * @param kind what the breaker guards
 * @param dependency the name of what was not called, for example {@code auth-service}
 * @param retryIn the time until a call is tried again, {@code null} if nobody knows
 */
public record Rejection(BreakerKind kind, String dependency, @Nullable Duration retryIn) {

}
