package io.resiliencestarter.support;

import io.resiliencestarter.pool.PoolKind;
import io.resiliencestarter.pool.PoolStatus;

/**
 * Application event: the status of a pool has changed. A status that gets better is told
 * some seconds later, so that one that comes and goes is told once. Published on the
 * starter's background thread; a listener that takes its time holds up the watching of
 * all pools.
 *
 * @param pool the name of the pool's bean
 * @param kind what the pool's connections lead to
 * @param from the status before
 * @param to the status now
 */
public record PoolStatusChangedEvent(String pool, PoolKind kind, PoolStatus from, PoolStatus to) {
}
