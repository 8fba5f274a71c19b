package io.resiliencestarter.diagnosis;

import java.util.List;

import io.resiliencestarter.pool.PoolSample;
import io.resiliencestarter.pool.PoolTracker;
import io.resiliencestarter.pool.Waiter;

/**
 * Sees the threads that use a tracked pool.
 *
 * @param tracker knows them
 */
public record TrackedView(PoolTracker<?> tracker) implements PoolView {

	@Override
	public PoolSample sample() {
		return this.tracker.sample();
	}

	@Override
	public List<Waiter> waiters() {
		return this.tracker.waiting();
	}

}
