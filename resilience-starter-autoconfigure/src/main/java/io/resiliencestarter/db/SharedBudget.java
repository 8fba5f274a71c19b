package io.resiliencestarter.db;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import io.resiliencestarter.budget.LapsedMember;
import io.resiliencestarter.budget.LeaseGrant;
import io.resiliencestarter.budget.LeaseRequest;
import io.resiliencestarter.budget.LeaseStore;
import io.resiliencestarter.budget.LeaseTerms;
import io.resiliencestarter.budget.Leaseholder;
import io.resiliencestarter.budget.Leaseholder.Identity;
import io.resiliencestarter.budget.Leaseholder.Sight;
import io.resiliencestarter.budget.Leaseholder.Standing;
import io.resiliencestarter.budget.Share;
import io.resiliencestarter.support.ErrorText;
import io.resiliencestarter.support.InvalidSettingException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;

/**
 * Shares the connections of one database with other instances: renews the lease of this
 * one and keeps its pools within it. Worked by one thread, which may wait for an answer;
 * nobody waits for it.
 */
class SharedBudget {

	private static final Log logger = LogFactory.getLog(SharedBudget.class);

	/** How many times within a heartbeat something can be so urgent that it is asked. */
	private static final int HASTE = 5;

	/** The renewal waits for as long, and must be in time. */
	private static final Duration MOST_LOOK_WAIT = Duration.ofSeconds(1);

	/**
	 * After so many looks without a connection, one is opened beside the pool: what
	 * others wait for must not wait until the callers here have enough.
	 */
	private static final int MISSED_LOOKS = 3;

	private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	private final String name;

	private final LeaseStore store;

	private final LeaseTerms terms;

	private final Consumer<BudgetShareChangedEvent> listener;

	private final Leaseholder holder;

	private final String member = UUID.randomUUID().toString();

	private final LentPools pools;

	private final Duration lookWait;

	private String session = "";

	private List<LapsedMember> lapsed = List.of();

	private long asked;

	private boolean looked;

	private int missedLooks;

	private long toLook;

	private int told;

	private boolean failing;

	private boolean crowded;

	SharedBudget(String name, LeaseStore store, LeaseTerms terms, Consumer<BudgetShareChangedEvent> listener) {
		this.name = name;
		this.store = store;
		this.terms = terms;
		this.listener = listener;
		this.pools = new LentPools(terms.duration().dividedBy(2));
		Duration sixth = terms.duration().dividedBy(6);
		this.lookWait = (sixth.compareTo(MOST_LOOK_WAIT) < 0) ? sixth : MOST_LOOK_WAIT;
		this.holder = new Leaseholder(terms, System.nanoTime());
		this.asked = System.nanoTime() - terms.heartbeat().toNanos();
	}

	/**
	 * Take a pool in, which opens no connection before there is a lease.
	 */
	void add(DbPool pool) {
		this.pools.add(pool);
	}

	boolean has(DbPool pool) {
		return this.pools.contains(pool);
	}

	String name() {
		return this.name;
	}

	/**
	 * Set what all instances may have together: the least of what the pools know.
	 * @param shares what is known, by the name of the pool
	 */
	void total(Map<String, Share> shares) {
		this.pools.all()
			.stream()
			.map((pool) -> shares.get(pool.name()))
			.filter(Objects::nonNull)
			.mapToInt(Share::total)
			.min()
			.ifPresent(this.holder::total);
	}

	Standing standing() {
		return this.holder.standing(System.nanoTime());
	}

	/**
	 * Do what is to be done now.
	 */
	void step() {
		long now = System.nanoTime();
		this.pools.observe(now);
		apply(now);
		if (isDue(now)) {
			boolean looked = this.toLook != 0;
			renew(now);
			if (this.toLook != 0 && !looked) {
				renew(System.nanoTime());
			}
			apply(System.nanoTime());
		}
		tell();
	}

	private void tell() {
		Standing standing = standing();
		if (standing.share() != this.told) {
			int before = this.told;
			this.told = standing.share();
			this.listener.accept(new BudgetShareChangedEvent(this.name, before, standing.share(), standing.total(),
					standing.members()));
		}
	}

	private boolean isDue(long now) {
		long since = now - this.asked;
		long heartbeat = this.terms.heartbeat().toNanos();
		return since >= heartbeat || (since >= heartbeat / HASTE && isUrgent());
	}

	/**
	 * Somebody waits for connections that this instance may not open, or others wait for
	 * those that it has given up, or nobody knows whether there are any.
	 */
	private boolean isUrgent() {
		return this.failing || this.pools.areShort() || this.pools.lent() == 0 || !this.lapsed.isEmpty()
				|| this.holder.isDownWith(this.pools.reach());
	}

	private void renew(long now) {
		this.asked = now;
		Sight sight = look();
		long sent = System.nanoTime();
		apply(sent);
		LeaseRequest request = this.holder.request(new Identity(this.member, this.session), this.pools.reach(),
				this.pools.demand(), sight, sent);
		try {
			LeaseGrant grant = this.store.renew(this.name, request);
			this.lapsed = grant.lapsed();
			this.toLook = grant.look();
			this.holder.granted(grant, sent, System.nanoTime());
			succeeded(grant);
		}
		catch (RuntimeException ex) {
			// Who cannot tell what it sees must not look again and again
			this.lapsed = List.of();
			this.toLook = 0;
			this.holder.failed();
			failed(ex);
		}
	}

	/**
	 * A look costs some milliseconds of a connection, so only if something depends on it,
	 * and once to see what this instance's own sessions are called.
	 */
	private Sight look() {
		DbPool pool = this.pools.connected();
		boolean unknown = !this.looked && pool != null;
		if (this.lapsed.isEmpty() && this.toLook == 0 && !unknown) {
			return (this.looked && this.session.isEmpty()) ? Sight.blind(0) : Sight.NONE;
		}
		Sight sight = ServerSessions.look((pool != null) ? pool : this.pools.all().get(0), this.lapsed, this.toLook,
				this.lookWait, this.missedLooks >= MISSED_LOOKS);
		this.missedLooks = (sight.seen() == Sight.NOT_LOOKED) ? this.missedLooks + 1 : 0;
		this.looked |= sight.seen() != Sight.NOT_LOOKED;
		if (!sight.own().isEmpty()) {
			this.session = sight.own();
		}
		return sight;
	}

	private void succeeded(LeaseGrant grant) {
		if (this.failing) {
			logger.info("Budget '%s': its leases are renewed again".formatted(this.name));
		}
		this.failing = false;
		boolean crowded = grant.lease() == 0 && grant.total() > 0 && grant.members() >= grant.total();
		if (crowded != this.crowded) {
			this.crowded = crowded;
			if (crowded) {
				logger.warn(("Budget '%s': no connection is left for this instance, %d instances share %d. It waits;"
						+ " run fewer of them, or raise the limit")
					.formatted(this.name, grant.members(), grant.total()));
			}
		}
	}

	private void failed(RuntimeException failure) {
		if (!this.failing) {
			Standing standing = standing();
			logger.warn(("Budget '%s': the lease cannot be renewed (%s). This instance comes down to %d connections"
					+ " in %d ms, until it can")
				.formatted(this.name, ErrorText.orType(NestedExceptionUtils.getMostSpecificCause(failure)),
						standing.floor(), this.terms.comesDownAfter().toMillis()));
		}
		this.failing = true;
	}

	private void apply(long now) {
		this.pools.lend(this.holder.allowed(now), standing().floor(), this.holder.comesDownAt(now));
		if (this.holder.isOverdue(now)) {
			this.pools.takeBack();
		}
	}

	/**
	 * Give the lease back, once no connection is left.
	 * @param wait how long to wait for that
	 */
	void release(Duration wait) {
		long start = System.nanoTime();
		while (this.pools.count() > 0) {
			if (System.nanoTime() - start > wait.toNanos() || Thread.currentThread().isInterrupted()) {
				return;
			}
			LockSupport.parkNanos(POLL_NANOS);
		}
		try {
			this.store.release(this.name, this.member);
		}
		catch (RuntimeException ex) {
			logger.debug("A lease ends by itself, as it could not be given back", ex);
		}
	}

	/**
	 * Return the name by which instances find each other if the user has set none.
	 * @param pool the pool
	 * @param url where it leads
	 * @param username whose limits count
	 */
	static String name(String pool, @Nullable String url, @Nullable String username) {
		JdbcAddress address = JdbcAddress.parse(url);
		if (address == null) {
			throw new InvalidSettingException("resilience.budget.name", "not set",
					"a name that all replicas have in common, since the URL of pool '%s' names no host"
						.formatted(pool));
		}
		return "%s/%s/%s".formatted(address.server(), JdbcAddress.database(url),
				Objects.requireNonNullElse(username, ""));
	}

}
