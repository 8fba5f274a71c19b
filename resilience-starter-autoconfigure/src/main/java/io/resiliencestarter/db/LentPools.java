package io.resiliencestarter.db;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToIntFunction;

import io.resiliencestarter.budget.DemandWindow;
import io.resiliencestarter.budget.FairShares;
import io.resiliencestarter.budget.Leaseholder.Demand;
import org.jspecify.annotations.Nullable;

/**
 * The pools of this instance that live on one lease: what they need, what they have, and
 * what each may have of it. Pools can be added by any thread; all else is done by one.
 */
class LentPools {

	private final Duration memory;

	private final List<DbPool> pools = new CopyOnWriteArrayList<>();

	private final Map<DbPool, DemandWindow> demands = new HashMap<>();

	/**
	 * Create none.
	 * @param memory how long a busy moment counts
	 */
	LentPools(Duration memory) {
		this.memory = memory;
	}

	/**
	 * Take a pool in, which opens no connection before one is lent to it.
	 */
	void add(DbPool pool) {
		pool.size().lend(0, 0, System.nanoTime());
		this.pools.add(pool);
	}

	List<DbPool> all() {
		return this.pools;
	}

	boolean contains(DbPool pool) {
		return this.pools.contains(pool);
	}

	/**
	 * Return a pool that has connections.
	 * @return the pool, {@code null} if there is none
	 */
	@Nullable DbPool connected() {
		return this.pools.stream().filter((pool) -> pool.size().count() > 0).findFirst().orElse(null);
	}

	/**
	 * Note what the pools have use for.
	 */
	void observe(long now) {
		for (DbPool pool : this.pools) {
			this.demands.computeIfAbsent(pool, (key) -> new DemandWindow(this.memory))
				.observe(pool.connections().active() + pool.size().pressure(), now);
		}
	}

	/**
	 * Return what all of them need.
	 */
	Demand demand() {
		List<Demand> all = demands(this.pools);
		return new Demand(all.stream().mapToInt(Demand::wants).sum(), all.stream().mapToInt(Demand::most).sum());
	}

	private List<Demand> demands(List<DbPool> some) {
		return some.stream().map(this::demand).toList();
	}

	private Demand demand(DbPool pool) {
		int most = pool.size().wanted();
		DemandWindow window = this.demands.get(pool);
		return new Demand((window != null) ? window.wants(most) : 0, most);
	}

	/**
	 * Return whether somebody waits for connections that a pool may not open.
	 */
	boolean areShort() {
		return this.pools.stream()
			.anyMatch((pool) -> pool.size().pressure() > 0 && pool.size().lent() < pool.size().wanted());
	}

	/**
	 * Return how many connections are lent to them.
	 */
	int lent() {
		return sum(PoolSize::lent);
	}

	/**
	 * Return the most connections that there can be on the server.
	 */
	int reach() {
		return sum(PoolSize::reach);
	}

	/**
	 * Return how many connections there are on the server.
	 */
	int count() {
		return sum(PoolSize::count);
	}

	private int sum(ToIntFunction<PoolSize> number) {
		return this.pools.stream().map(DbPool::size).mapToInt(number).sum();
	}

	/**
	 * Divide what is allowed: those that get less first, then the others with what that
	 * has left, so that the sum is never above it.
	 * @param allowed the connections of all pools
	 * @param floor how many of these are left if nobody comes in time to say so
	 * @param end until when they are lent, in nanoseconds
	 */
	void lend(int allowed, int floor, long end) {
		List<DbPool> all = new ArrayList<>(this.pools);
		List<Integer> shares = isSettled(allowed) ? all.stream().map((pool) -> pool.size().lent()).toList()
				: FairShares.divide(allowed, demands(all));
		for (int i = 0; i < all.size(); i++) {
			PoolSize size = all.get(i).size();
			size.lend(Math.min(size.lent(), shares.get(i)), floor / all.size(), end);
		}
		int room = allowed - reach();
		for (int i = 0; i < all.size(); i++) {
			PoolSize size = all.get(i).size();
			int more = Math.min(shares.get(i) - size.lent(), room);
			if (more > 0) {
				room -= more;
				size.lend(size.lent() + more, floor / all.size(), end);
			}
		}
	}

	/**
	 * What is divided already stays so until somebody is short of it.
	 */
	private boolean isSettled(int allowed) {
		return lent() == Math.min(allowed, demand().most()) && (this.pools.size() == 1
				|| this.pools.stream().noneMatch((pool) -> demand(pool).wants() > pool.size().lent()));
	}

	/**
	 * Close what there is above what is lent, in use or not.
	 */
	void takeBack() {
		for (DbPool pool : this.pools) {
			int surplus = pool.size().reach() - pool.size().lent();
			if (surplus > 0) {
				pool.takeBack(surplus);
			}
		}
	}

}
