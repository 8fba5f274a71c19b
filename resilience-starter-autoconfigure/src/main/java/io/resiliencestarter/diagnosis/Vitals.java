package io.resiliencestarter.diagnosis;

import java.time.Duration;
import java.time.Instant;

import io.resiliencestarter.pool.PoolConnections;
import io.resiliencestarter.pool.PoolStatus;
import org.jspecify.annotations.Nullable;

/**
 * What is always known of a pool, without looking at any thread. Immutable.
 *
 * @param at when
 * @param status the status of the pool
 * @param connections its connection counts
 * @param longestWait how long the first of the callers that wait has waited
 * @param acquired the connections that were borrowed since the start
 * @param timeouts the callers that got none in time since the start
 * @param rejected the callers that were turned away at once since the start
 * @param creation how opening connections goes
 * @param server what the server says, {@code null} if it was not asked
 */
public record Vitals(Instant at, PoolStatus status, PoolConnections connections, Duration longestWait, long acquired,
		long timeouts, long rejected, Creation creation, @Nullable ServerView server) {
}
