package io.resiliencestarter.diagnosis;

import java.util.List;

import io.resiliencestarter.pool.PoolSample;
import io.resiliencestarter.pool.Waiter;

/**
 * Looks at the threads that use a pool, which costs some microseconds for each.
 */
public interface PoolView {

	/**
	 * Take a sample of who uses the pool.
	 * @return the sample
	 */
	PoolSample sample();

	/**
	 * Look at those who wait.
	 * @return the waiters, the longest wait first
	 */
	List<Waiter> waiters();

}
