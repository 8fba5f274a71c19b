package io.resiliencestarter.db;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.resiliencestarter.budget.Claim;
import io.resiliencestarter.budget.Quota;
import io.resiliencestarter.budget.Share;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;

/**
 * Divides the connections that servers let in among the pools, says how many replicas
 * fit, and keeps each pool within its share: a fixed one in static mode, a lease in
 * shared mode. Thread-safe; reading waits for nobody.
 */
class DbBudget implements DisposableBean {

	private static final Log logger = LogFactory.getLog(DbBudget.class);

	private final BudgetSettings settings;

	private final DbPools pools;

	private final Map<String, List<Object>> told = new HashMap<>();

	private final @Nullable DbLeases leases;

	private volatile Map<String, Share> shares = Map.of();

	/**
	 * Create the budget.
	 * @param settings what the user asked for
	 * @param pools the pools
	 * @param leases keeps leases, {@code null} unless replicas share
	 */
	DbBudget(BudgetSettings settings, DbPools pools, @Nullable DbLeases leases) {
		this.settings = settings;
		this.pools = pools;
		this.leases = leases;
	}

	BudgetSettings settings() {
		return this.settings;
	}

	/**
	 * Take a pool in that is among the pools of the application.
	 * @param pool the pool
	 */
	void add(DbPool pool) {
		if (this.leases != null) {
			this.leases.add(pool);
		}
		pool.limits().onNews(this::refresh);
		refresh();
	}

	/**
	 * Return what a pool may have.
	 * @param pool the name of the pool
	 * @return its share, {@code null} if no limit is known
	 */
	@Nullable Share share(String pool) {
		return this.shares.get(pool);
	}

	/**
	 * Return what a pool may have, and what it is a part of.
	 * @param pool the pool
	 * @return the description, {@code null} if replicas share nothing
	 */
	@Nullable BudgetDescriptor describe(DbPool pool) {
		if (this.leases != null) {
			return this.leases.describe(pool);
		}
		return this.settings.isEnforced()
				? BudgetDescriptor.ofStatic(this.settings.budget().replicas(), share(pool.name())) : null;
	}

	/**
	 * Divide anew. Waits for connections that are to be closed.
	 */
	synchronized void refresh() {
		Map<String, Share> known = divide();
		if (this.leases != null) {
			this.leases.total(known);
		}
		else if (this.settings.isEnforced()) {
			known.forEach((name, share) -> allow(name, share.pool()));
			known = divide();
		}
		this.shares = known;
		this.pools.pools().forEach(this::tell);
	}

	private void allow(String name, int most) {
		DbPool pool = this.pools.find(name);
		if (pool != null) {
			pool.size().allow(most);
		}
	}

	private Map<String, Share> divide() {
		return this.settings.budget().divide(this.pools.pools().stream().map(this::claim).toList());
	}

	private Claim claim(DbPool pool) {
		PoolSize size = pool.size();
		List<Quota> quotas = Stream.concat(pool.limits().capacity().quotas().stream(), this.settings.quotas().stream())
			.toList();
		int maximum = this.settings.isShared() ? size.wanted() : size.maximum();
		return new Claim(pool.name(), pool.limits().server(), size.configured(), maximum, quotas);
	}

	/**
	 * Return what to add to the advice to raise a pool.
	 * @param name the name of the pool
	 * @param size the size that would be right
	 * @return a clause, empty if the budget allows that size
	 */
	String caveat(String name, int size) {
		DbPool pool = this.pools.find(name);
		int allowed = (pool != null) ? pool.size().allowed() : Integer.MAX_VALUE;
		return (size > allowed)
				? ", but its share of resilience.budget is %d: raise that limit or run fewer replicas first"
					.formatted(allowed)
				: "";
	}

	/**
	 * Once, and again when something has changed.
	 */
	private void tell(DbPool pool) {
		Share share = this.shares.get(pool.name());
		ServerCapacity capacity = pool.limits().capacity();
		List<Object> news = (share != null) ? List.of(share.quota().name(), share.quota().limit(), share.pool())
				: List.of(String.valueOf(capacity.note()));
		if ((share == null && !pool.limits().isAsked()) || news.equals(this.told.put(pool.name(), news))) {
			return;
		}
		if (share != null) {
			tell(pool, share, capacity);
		}
		else if (this.settings.isEnforced()) {
			logger.warn("Pool '%s': resilience.budget.mode=%s has no effect, as the server's limit is not known (%s)."
				.formatted(pool.name(), this.settings.mode().id(), capacity.note())
					+ " Set resilience.budget.max-connections");
		}
		else {
			logger.info("Pool '%s': %s: %s".formatted(pool.name(), product(capacity), capacity.note()));
		}
	}

	private void tell(DbPool pool, Share share, ServerCapacity capacity) {
		int limit = share.quota().limit();
		logger.info("Pool '%s': %s lets in %d connections (%s), %d of them left to others: %s".formatted(pool.name(),
				product(capacity), limit, share.quota().name(), limit - share.total(), fitting(share)));
		if (this.settings.isShared()) {
			logger.info("Pool '%s': shares %d connections with the other replicas, by leases".formatted(pool.name(),
					share.total()));
		}
		else if (this.settings.isEnforced()) {
			warnOfStatic(pool, share);
		}
		else if (share.claimed() > limit) {
			logger.warn(("Pool '%s': the pools of one replica alone open up to %d connections, but %d are let in (%s)."
					+ " Make the pools smaller, or have that done by resilience.budget.mode=static")
				.formatted(pool.name(), share.claimed(), limit, share.quota().name()));
		}
	}

	private static String product(ServerCapacity capacity) {
		return (capacity.product() != null) ? capacity.product() : "the server";
	}

	private static String fitting(Share share) {
		return "%s of this application fit%s, with at most %d connections each".formatted(
				(share.replicas() == 1) ? "1 replica" : share.replicas() + " replicas",
				(share.replicas() == 1) ? "s" : "", share.claimed());
	}

	private void warnOfStatic(DbPool pool, Share share) {
		int replicas = this.settings.budget().replicas();
		if (share.replicas() < replicas) {
			logger.warn(("Pool '%s': not even one connection for each pool of each of the %d replicas fits into %d."
					+ " Run fewer replicas, or raise the limit")
				.formatted(pool.name(), replicas, share.total()));
		}
		else if (share.pool() < pool.size().configured()) {
			logger.warn("Pool '%s': opens at most %d connections in place of %d, its share of %d for %d replicas"
				.formatted(pool.name(), share.pool(), pool.size().configured(), share.total(), replicas));
		}
	}

	@Override
	public void destroy() {
		if (this.leases != null) {
			this.leases.close();
		}
	}

}
