package io.resiliencestarter.pool;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What is known of one pool at one instant. Everything that shows or decides reads this;
 * taking it borrows no connection.
 *
 * @param at the instant at which it was taken
 * @param name the name of the pool's bean
 * @param kind what the pool's connections lead to
 * @param started whether the pool has been used
 * @param status the status at that instant
 * @param criticalSince the instant since which the pool has been critical without a
 * break, or {@code null}
 * @param connections the connection counts
 */
public record PoolSnapshot(Instant at, String name, PoolKind kind, boolean started, PoolStatus status,
		@Nullable Instant criticalSince, PoolConnections connections) {
}
