package io.resiliencestarter.pool;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The watched pools of one kind, by name. Pools join as their beans are created, which
 * can be long after the start. Thread-safe.
 *
 * @param <P> the type of pool
 */
public class PoolRegistry<P extends MonitoredPool> {

	private final Map<String, P> pools = new ConcurrentSkipListMap<>();

	private final List<Consumer<? super P>> listeners = new CopyOnWriteArrayList<>();

	/**
	 * Add a pool, in place of one of the same name.
	 * @param pool the pool
	 */
	public final synchronized void add(P pool) {
		this.pools.put(pool.name(), pool);
		this.listeners.forEach((listener) -> listener.accept(pool));
	}

	/**
	 * Call a listener for each pool, those that are here and those that come.
	 * @param listener the listener
	 */
	public final synchronized void onAdd(Consumer<? super P> listener) {
		this.pools.values().forEach(listener);
		this.listeners.add(listener);
	}

	/**
	 * Return the pools.
	 * @return a live view, ordered by name
	 */
	public final Collection<P> pools() {
		return this.pools.values();
	}

	/**
	 * Find a pool.
	 * @param name the name of its bean
	 * @return the pool, or {@code null} if there is none of that name
	 */
	public final @Nullable P find(String name) {
		return this.pools.get(name);
	}

}
