package io.resiliencestarter.db;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.resiliencestarter.budget.LeaseStore;
import io.resiliencestarter.budget.LeaseTerms;
import io.resiliencestarter.budget.Share;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The budgets that this instance shares with others, one for each database, and the
 * thread that renews the leases of all of them. Thread-safe.
 */
class DbLeases {

	private static final Log logger = LogFactory.getLog(DbLeases.class);

	private static final int STEPS_PER_HEARTBEAT = 10;

	private static final long MOST_STEP_MILLIS = 500;

	private static final long CLOSE_MILLIS = 2000;

	private final LeaseStore store;

	private final LeaseTerms terms;

	private final @Nullable String name;

	private final Consumer<BudgetShareChangedEvent> listener;

	private final List<SharedBudget> budgets = new CopyOnWriteArrayList<>();

	private @Nullable ScheduledExecutorService thread;

	private boolean failureLogged;

	/**
	 * Create the leases.
	 * @param store where instances find each other
	 * @param terms how leases are kept
	 * @param name the name of the budget, {@code null} for one that tells the database
	 * @param listener is told when a share changes
	 */
	DbLeases(LeaseStore store, LeaseTerms terms, @Nullable String name, Consumer<BudgetShareChangedEvent> listener) {
		this.store = store;
		this.terms = terms;
		this.name = name;
		this.listener = listener;
		store.waitAtMost(Math.min(terms.heartbeat().toMillis(), terms.duration().toMillis() / 10));
	}

	/**
	 * Take a pool in, which opens connections only as far as there is a lease from now
	 * on.
	 * @param pool the pool
	 */
	synchronized void add(DbPool pool) {
		this.store.prepare();
		if (pool.tracker() == null) {
			logger.warn("Pool '%s' is not tracked, so it opens connections beside resilience.budget"
				.formatted(pool.name()));
			return;
		}
		String budget = (this.name != null) ? this.name
				: SharedBudget.name(pool.name(), pool.dataSource().getJdbcUrl(), pool.dataSource().getUsername());
		budget(budget).add(pool);
		start();
	}

	private SharedBudget budget(String budgetName) {
		for (SharedBudget budget : this.budgets) {
			if (budget.name().equals(budgetName)) {
				return budget;
			}
		}
		SharedBudget budget = new SharedBudget(budgetName, this.store, this.terms, this.listener);
		this.budgets.add(budget);
		return budget;
	}

	@SuppressWarnings("FutureReturnValueIgnored") // a step fails by logging
	private void start() {
		if (this.thread == null) {
			this.thread = Executors.newSingleThreadScheduledExecutor((task) -> {
				Thread made = new Thread(task, "resilience-budget");
				made.setDaemon(true);
				return made;
			});
			long step = Math.min(MOST_STEP_MILLIS, this.terms.heartbeat().toMillis() / STEPS_PER_HEARTBEAT);
			this.thread.scheduleWithFixedDelay(() -> this.budgets.forEach(this::step), 0, step, TimeUnit.MILLISECONDS);
		}
	}

	/**
	 * A failure of ours must neither end the renewals nor fill the log.
	 */
	private void step(SharedBudget budget) {
		try {
			budget.step();
		}
		catch (RuntimeException | Error ex) {
			if (!this.failureLogged) {
				this.failureLogged = true;
				logger.warn("Budget '%s': a step failed; this is logged once".formatted(budget.name()), ex);
			}
		}
	}

	/**
	 * Set what all instances may have together.
	 * @param shares what is known, by the name of the pool
	 */
	void total(Map<String, Share> shares) {
		this.budgets.forEach((budget) -> budget.total(shares));
	}

	@Nullable BudgetDescriptor describe(DbPool pool) {
		return this.budgets.stream()
			.filter((budget) -> budget.has(pool))
			.findFirst()
			.map((budget) -> BudgetDescriptor.ofShared(budget.standing(), pool.size().lent()))
			.orElse(null);
	}

	/**
	 * Give all leases back, once the pools are closed. A lease that cannot be given back
	 * ends by itself.
	 */
	synchronized void close() {
		if (this.thread != null) {
			this.thread.shutdownNow();
			try {
				if (this.thread.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
					this.budgets.forEach((budget) -> budget.release(Duration.ofMillis(CLOSE_MILLIS)));
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
