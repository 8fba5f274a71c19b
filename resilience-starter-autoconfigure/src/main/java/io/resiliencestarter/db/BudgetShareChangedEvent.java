package io.resiliencestarter.db;

/**
 * Application event: the share of this instance in a shared budget has changed. Published
 * on the thread that renews leases; a listener that takes its time holds that up.
 *
 * @param budget the name of the budget
 * @param from the connections that the instance could have before
 * @param to the connections that it can have now
 * @param total the connections that all instances can have together, 0 if not known
 * @param instances how many instances there are, 0 if not known
 */
public record BudgetShareChangedEvent(String budget, int from, int to, int total, int instances) {
}
