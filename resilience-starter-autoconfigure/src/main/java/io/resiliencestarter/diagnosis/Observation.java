package io.resiliencestarter.diagnosis;

import io.resiliencestarter.pool.PoolSample;

/**
 * A look at a pool under pressure. Immutable.
 *
 * @param vitals its vitals
 * @param sample who uses it
 */
record Observation(Vitals vitals, PoolSample sample) {
}
