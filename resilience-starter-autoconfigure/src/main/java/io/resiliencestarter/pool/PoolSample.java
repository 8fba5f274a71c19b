package io.resiliencestarter.pool;

import java.time.Duration;
import java.util.List;

/**
 * Who uses a pool at one instant, as far as a diagnosis needs it. Immutable; taking it
 * reads the stacks of the holders, but not those of the waiters.
 *
 * @param holders who holds a connection, the longest hold first
 * @param waiters how many threads wait for one
 * @param longestWait how long the first of them has waited, to within 50 ms
 * @param threads how many threads hold or wait
 * @param depth the most connections that one thread holds, the one that it waits for
 * included
 */
public record PoolSample(List<HolderSample> holders, int waiters, Duration longestWait, int threads, int depth) {

	/** Nobody uses the pool. */
	public static final PoolSample EMPTY = new PoolSample(List.of(), 0, Duration.ZERO, 0, 0);

	public PoolSample {
		holders = List.copyOf(holders);
	}

}
