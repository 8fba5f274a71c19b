package io.resiliencestarter.diagnosis;

import java.time.Duration;
import java.util.function.IntFunction;

import io.resiliencestarter.pool.PoolKind;

/**
 * What a diagnosis has to know of a pool's settings to give advice.
 *
 * @param name the name of the pool's bean
 * @param kind what its connections lead to
 * @param timeout how long a caller waits for a connection at most
 * @param sizing writes the setting that makes the pool a given size, for example
 * {@code resilience.db.max-overflow=12}
 * @param services tells which declared service is called from a line of code
 */
public record PoolTerms(String name, PoolKind kind, Duration timeout, IntFunction<String> sizing,
		ServiceNames services) {
}
