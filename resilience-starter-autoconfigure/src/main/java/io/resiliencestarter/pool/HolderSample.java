package io.resiliencestarter.pool;

/**
 * A holder at the instant of a sample. Immutable.
 *
 * @param holder who holds a connection, and what its thread does
 * @param nested whether the same thread waits for one more connection of the same pool
 */
public record HolderSample(Holder holder, boolean nested) {
}
