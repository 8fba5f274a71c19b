package io.resiliencestarter.budget;

/**
 * Where the members of a budget find each other. Grants each request as a whole, on one
 * clock, such that the leases of all members never add up to more than the budget.
 * Thread-safe; may wait for an answer, but not for long.
 */
public interface LeaseStore {

	/**
	 * Get ready, on a thread of the application's start. Does not wait for a server.
	 */
	void prepare();

	/**
	 * Set how long an answer may take.
	 * @param millis the time in milliseconds
	 */
	void waitAtMost(long millis);

	/**
	 * Renew a lease, or take the first one.
	 * @param budget the name of the budget
	 * @param request what the member wants
	 * @return what it gets
	 * @throws RuntimeException if there is no answer
	 */
	LeaseGrant renew(String budget, LeaseRequest request);

	/**
	 * Give a lease back. The member has no connections any more.
	 * @param budget the name of the budget
	 * @param member the member
	 * @throws RuntimeException if there is no answer
	 */
	void release(String budget, String member);

}
