package io.resiliencestarter.pool;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * A service that the application calls, with or without a connection in its hands.
 * Thread-safe.
 */
public final class CalledService {

	private final String name;

	private final CallsWhileHolding calls;

	private final LongAdder count = new LongAdder();

	private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

	CalledService(String name, CallsWhileHolding calls) {
		this.name = name;
		this.calls = calls;
	}

	/**
	 * The current thread is about to call the service. Costs a look at each slot of the
	 * pools that are watched; more only if the thread does hold a connection.
	 */
	public void called() {
		String pool = this.calls.heldPool();
		if (pool != null) {
			this.count.increment();
			this.counts.computeIfAbsent(pool, (key) -> new LongAdder()).increment();
			this.calls.capture(this.name, pool);
		}
	}

	/**
	 * Return the name.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return how many calls were made by threads that held a connection.
	 * @return the number since the start
	 */
	public long calls() {
		return this.count.sum();
	}

	long calls(String pool) {
		LongAdder calls = this.counts.get(pool);
		return (calls != null) ? calls.sum() : 0;
	}

}
