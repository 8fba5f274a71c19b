package io.resiliencestarter.breaker;

/**
 * Calls of a breaker since it was created.
 *
 * @param successful the calls that succeeded
 * @param failed the calls that failed
 * @param ignored the calls that counted as neither
 * @param slow the successful and failed calls that took longer than the slow-call
 * threshold
 * @param rejected the calls that were not permitted
 */
public record CallCounts(long successful, long failed, long ignored, long slow, long rejected) {

}
