package io.resiliencestarter.pool;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/**
 * A service that the application calls, with or without a connection in its hands.
 * Thread-safe.
 */
public final class CalledService {

	private final String name;

	private final @Nullable String pool;

	private final CallsWhileHolding calls;

	private final LongAdder count = new LongAdder();

	private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

	/**
	 * Create a service.
	 * @param name the name
	 * @param pool the pool whose connections it is called with, {@code null} for none
	 * @param calls knows who holds connections
	 */
	CalledService(String name, @Nullable String pool, CallsWhileHolding calls) {
		this.name = name;
		this.pool = pool;
		this.calls = calls;
	}

	/**
	 * The current thread is about to call the service. Costs a look at each slot of the
	 * pools that are watched; more only if the thread does hold a connection.
	 */
	public void called() {
		String pool = this.calls.heldPool(this.pool);
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
