package io.resiliencestarter.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.resiliencestarter.pool.Holder;
import io.resiliencestarter.pool.HolderSample;
import io.resiliencestarter.pool.PoolStatus;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the verdict on a pool and the record of its incidents. Looks at threads only
 * under pressure: when the pool is nearly used up, or somebody waits. One thread calls
 * {@link #look}, any thread reads.
 * <p>
 * Nothing is wrong until callers suffer: one waits for half of what it may wait, or for a
 * second; one gets no connection; or the pool is critical for a while with holders that
 * keep their connections. An incident begins when a caller goes away without a
 * connection, when no connection can be opened, or when the pool stays critical.
 */
public final class Diagnostician {

	/** The closed incidents that are kept. */
	public static final int KEPT = 20;

	private static final Duration WINDOW = Duration.ofSeconds(10);

	/** What was before the trouble is to blame for little of it. */
	private static final Duration BEFORE = Duration.ofSeconds(2);

	private static final Duration CALM = Duration.ofSeconds(3);

	private static final Duration SUSTAINED = Duration.ofSeconds(10);

	private static final Duration LONG_WAIT = Duration.ofSeconds(1);

	private static final Duration RECENT = Duration.ofSeconds(15);

	/** What the server says can make another verdict of those, or another advice. */
	private static final Set<Cause> ASK_FIRST = EnumSet.of(Cause.SLOW_QUERY, Cause.POOL_TOO_SMALL, Cause.NESTED_BORROW);

	private final PoolTerms terms;

	private final PoolView view;

	private final IncidentListener listener;

	private final ServerWitness witness;

	private final Deque<Observation> window = new ArrayDeque<>();

	private final IncidentLog incidents = new IncidentLog(KEPT);

	private final StandingVerdict verdict;

	private long timeouts;

	private long rejected;

	private @Nullable Instant criticalSince;

	private Instant lastTrouble = Instant.MIN;

	/**
	 * Create a diagnostician who has seen nothing yet.
	 * @param terms the pool's settings
	 * @param view looks at the threads that use it
	 * @param listener who is told of incidents
	 * @param witness asks the server
	 * @param now the current instant
	 */
	public Diagnostician(PoolTerms terms, PoolView view, IncidentListener listener, ServerWitness witness,
			Instant now) {
		this.terms = terms;
		this.view = view;
		this.listener = listener;
		this.witness = witness;
		this.verdict = new StandingVerdict(terms, now);
	}

	/**
	 * Look at the pool. Called twice a second or so.
	 * @param vitals what is known of the pool
	 */
	public void look(Vitals vitals) {
		long timeouts = vitals.timeouts() - this.timeouts;
		long rejected = vitals.rejected() - this.rejected;
		boolean failing = timeouts > 0 || rejected > 0 || isRefused(vitals);
		if (!failing && vitals.status().compareTo(PoolStatus.WARNING) < 0 && vitals.connections().waiting() == 0) {
			this.window.clear();
			this.criticalSince = null;
			calmDown(vitals);
			return;
		}
		observe(vitals);
		boolean lasting = isCriticalForLong(vitals);
		if (failing || lasting || isWaitLong(vitals)) {
			this.lastTrouble = vitals.at();
			this.witness.request();
			judge();
		}
		if (current() != null) {
			update(vitals, timeouts, rejected);
		}
		else if ((failing || lasting) && !this.verdict.isNone()) {
			open(vitals, timeouts, rejected);
		}
		calmDown(vitals);
	}

	/**
	 * An old failure is no trouble once nobody tries any more: the pool tries for as long
	 * as it needs a connection.
	 */
	private static boolean isRefused(Vitals vitals) {
		Creation.Refusal refusal = vitals.creation().failure();
		return refusal != null && (vitals.connections().total() == 0 || refusal.at().plus(RECENT).isAfter(vitals.at()));
	}

	private void observe(Vitals vitals) {
		this.window.addLast(Observation.of(vitals, this.view.sample(), this.window.peekLast()));
		Duration kept = isCalm(vitals) ? BEFORE : WINDOW;
		while (this.window.getFirst().vitals().at().plus(kept).isBefore(vitals.at())) {
			this.window.removeFirst();
		}
		if (vitals.status() != PoolStatus.CRITICAL) {
			this.criticalSince = null;
		}
		else if (this.criticalSince == null) {
			this.criticalSince = vitals.at();
		}
	}

	private boolean isWaitLong(Vitals vitals) {
		Duration half = this.terms.timeout().dividedBy(2);
		Duration limit = (half.compareTo(LONG_WAIT) < 0) ? half : LONG_WAIT;
		return vitals.connections().waiting() > 0 && vitals.longestWait().compareTo(limit) >= 0;
	}

	/**
	 * A pool can be full for hours and serve everybody in time: then its holds are short.
	 */
	private boolean isCriticalForLong(Vitals vitals) {
		if (this.criticalSince == null || this.criticalSince.plus(SUSTAINED).isAfter(vitals.at())) {
			return false;
		}
		List<HolderSample> holders = this.window.getLast().sample().holders();
		long keeping = holders.stream().filter((sample) -> sample.holder().held().compareTo(LONG_WAIT) >= 0).count();
		return keeping * 2 >= vitals.connections().max();
	}

	private void judge() {
		Diagnosis diagnosis = new Diagnosis(List.copyOf(this.window));
		if (!this.verdict.isNone() || !this.witness.isPending() || !ASK_FIRST.contains(diagnosis.cause())) {
			this.verdict.judge(diagnosis, current() != null);
		}
	}

	private void open(Vitals vitals, long timeouts, long rejected) {
		List<Holder> holders = this.window.getLast().sample().holders().stream().map(HolderSample::holder).toList();
		Incident incident = new Incident(this.terms.name(), this.terms.kind(), vitals.at(), null, this.verdict.get(),
				vitals.connections(), holders, this.view.waiters(), vitals.connections().waiting(), timeouts, rejected);
		this.incidents.add(incident);
		told(vitals);
		this.listener.opened(incident);
	}

	private void update(Vitals vitals, long timeouts, long rejected) {
		Incident incident = current();
		if (incident != null) {
			this.incidents
				.replaceNewest(incident.goesOn(this.verdict.get(), vitals.connections().waiting(), timeouts, rejected));
			told(vitals);
		}
	}

	/**
	 * Those who went away are part of an incident that is recorded.
	 */
	private void told(Vitals vitals) {
		this.timeouts = vitals.timeouts();
		this.rejected = vitals.rejected();
	}

	/**
	 * The trouble is over when there was none for a while.
	 */
	private void calmDown(Vitals vitals) {
		if (this.verdict.isNone() || !isCalm(vitals)) {
			return;
		}
		Incident incident = current();
		if (incident != null) {
			Incident closed = incident.endsAfter(Duration.between(incident.at(), this.lastTrouble));
			this.incidents.replaceNewest(closed);
			this.listener.closed(closed);
		}
		this.verdict.withdraw(vitals.at());
		this.witness.dismiss();
	}

	private boolean isCalm(Vitals vitals) {
		return this.lastTrouble.equals(Instant.MIN) || this.lastTrouble.plus(CALM).isBefore(vitals.at());
	}

	/**
	 * Return the verdict.
	 * @return the verdict, with cause none while nothing is wrong
	 */
	public Verdict verdict() {
		return this.verdict.get();
	}

	/**
	 * Return the incident that lasts.
	 * @return the incident, {@code null} if there is none
	 */
	public @Nullable Incident current() {
		return this.incidents.current();
	}

	/**
	 * Return the last incidents.
	 * @return at most {@value #KEPT}, the newest first
	 */
	public List<Incident> incidents() {
		return this.incidents.all();
	}

	/**
	 * Return how many incidents there were, by the cause that was found first.
	 * @param cause the cause
	 * @return the number since the start
	 */
	public long opened(Cause cause) {
		return this.incidents.count(cause);
	}

	/**
	 * Return how many incidents there were.
	 * @return the number since the start
	 */
	public long opened() {
		return this.incidents.count();
	}

}
