package io.resiliencestarter.budget;

/**
 * What one pool may have.
 *
 * @param quota the limit that leaves the least
 * @param total what all replicas may have of that limit together
 * @param instance what this replica may have, all its pools together
 * @param pool what the pool may have
 * @param claimed what all pools of this replica that the limit counts for open at most
 * @param replicas how many replicas with such pools fit
 */
public record Share(Quota quota, int total, int instance, int pool, int claimed, int replicas) {
}
