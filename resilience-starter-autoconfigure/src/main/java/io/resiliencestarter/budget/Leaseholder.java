package io.resiliencestarter.budget;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The part of one instance in sharing a budget: knows at any moment how many connections
 * it may have. What it may have grows only with an answer, and shrinks before that is
 * told: so the store may believe that it has more than it really has, but never less. A
 * lease is counted from before it was asked for, on the clock of this instance, so it
 * ends here before it ends there, whatever the difference between the clocks.
 * <p>
 * Without answers it comes down to its floor in time. One that never had an answer, since
 * nobody could be asked when it started, gets by with one connection until those who do
 * have leases have come down, too.
 * <p>
 * After leases as a means against failures: Gray and Cheriton, "Leases: an efficient
 * fault-tolerant mechanism for distributed file cache consistency", 1989; sharing by
 * declared wants as in Google's Doorman. Thread-safe.
 */
public final class Leaseholder {

	private final LeaseTerms terms;

	private final long start;

	private int total;

	private int lease;

	private int target;

	private int members;

	private boolean member;

	private boolean failed;

	private long renewed;

	private long sequence;

	private long answered;

	/**
	 * Create a holder without a lease.
	 * @param terms how leases are kept
	 * @param now the time in nanoseconds, from any origin
	 */
	public Leaseholder(LeaseTerms terms, long now) {
		this.terms = terms;
		this.start = now;
	}

	/**
	 * Return how many connections this instance is to have at most: it opens none above
	 * that, and closes those above that as they come free.
	 * @param now the time in nanoseconds
	 * @return the number, 0 if it has to wait
	 */
	public synchronized int allowed(long now) {
		if (!this.member) {
			return !this.failed ? 0 : hasPassed(this.terms.duration(), this.start, now) ? floor() : 1;
		}
		int granted = Math.min(this.lease, this.target);
		return hasPassed(this.terms.comesDownAfter(), this.renewed, now) ? Math.min(granted, floor()) : granted;
	}

	/**
	 * Return until when what is allowed now is allowed without another answer.
	 * @param now the time in nanoseconds
	 * @return the time in nanoseconds, far in the future if it does not end
	 */
	public synchronized long comesDownAt(long now) {
		long end = this.renewed + this.terms.comesDownAfter().toNanos();
		return (this.member && end - now > 0) ? end : now + Long.MAX_VALUE / 2;
	}

	/**
	 * Return whether connections above what is allowed must go at once, in use or not.
	 * @param now the time in nanoseconds
	 * @return whether they must
	 */
	public synchronized boolean isOverdue(long now) {
		return this.member && hasPassed(this.terms.isDownAfter(), this.renewed, now);
	}

	/**
	 * Return whether this instance has done what it was asked to, which others wait for.
	 * @param holds the most connections that it has and could have now
	 * @return whether it has come down to its target and not told so yet
	 */
	public synchronized boolean isDownWith(int holds) {
		return this.member && this.target < this.lease && holds <= this.target;
	}

	/**
	 * Return what to ask for.
	 * @param identity who asks
	 * @param holds the most connections that the instance has and could have now. It must
	 * not get more until the answer
	 * @param demand what it needs
	 * @param sight what it sees of other members
	 * @param now the time in nanoseconds
	 * @return the request
	 */
	public synchronized LeaseRequest request(Identity identity, int holds, Demand demand, Sight sight, long now) {
		boolean lasts = this.member && !hasPassed(this.terms.comesDownAfter(), this.renewed, now);
		int kept = (lasts && this.target >= this.lease) ? Math.max(this.lease, holds) : holds;
		this.lease = lasts ? kept : Math.min(this.lease, kept);
		this.sequence++;
		return new LeaseRequest(identity.member(), identity.session(), this.sequence, this.answered, kept,
				Math.max(demand.wants(), Math.min(floor(), demand.most())), demand.most(), this.total, floor(),
				this.terms.heartbeat(), this.terms.duration(), sight.seen(), sight.asked(), sight.sightings(),
				sight.sessions());
	}

	/**
	 * Take an answer. One that took too long is worth nothing.
	 * @param grant the answer
	 * @param sent when the request was made, in nanoseconds
	 * @param now the time in nanoseconds
	 */
	public synchronized void granted(LeaseGrant grant, long sent, long now) {
		if (hasPassed(this.terms.comesDownAfter(), sent, now)) {
			return;
		}
		this.member = true;
		this.failed = false;
		this.answered = this.sequence;
		this.renewed = sent;
		this.lease = grant.lease();
		this.target = grant.target();
		this.members = grant.members();
		if (grant.total() > 0) {
			this.total = grant.total();
		}
	}

	/**
	 * There was no answer.
	 */
	public synchronized void failed() {
		this.failed = true;
	}

	/**
	 * Set what all instances may have together.
	 * @param connections the number, 0 if it is not known
	 */
	public synchronized void total(int connections) {
		if (connections > 0) {
			this.total = connections;
		}
	}

	private int floor() {
		return this.terms.floor(this.total);
	}

	private static boolean hasPassed(Duration duration, long since, long now) {
		return now - since >= duration.toNanos();
	}

	/**
	 * Return how things stand.
	 * @param now the time in nanoseconds
	 */
	public synchronized Standing standing(long now) {
		long left = this.terms.duration().toMillis() - (now - this.renewed) / 1_000_000;
		return new Standing(this.total, this.members, allowed(now), floor(), (this.member && left > 0) ? left : null);
	}

	/**
	 * Who an instance is.
	 *
	 * @param member its name among the members, for one run
	 * @param session the name of its sessions on the server, empty if not known
	 */
	public record Identity(String member, String session) {
	}

	/**
	 * What an instance needs.
	 *
	 * @param wants the connections that it needs
	 * @param most the most that it could use
	 */
	public record Demand(int wants, int most) {
	}

	/**
	 * What an instance sees of other members on the server.
	 *
	 * @param own the name of this instance's own sessions, empty if not known
	 * @param seen how many sessions they have, below 0 if that is not known
	 * @param asked when the store had asked to look, 0 if it had not
	 * @param sightings what became of those whose lease had ended
	 * @param sessions how many sessions there are by name, if the store had asked
	 */
	public record Sight(String own, int seen, long asked, List<Sighting> sightings, Map<String, Integer> sessions) {

		/** Stands for a number when nobody has looked. */
		public static final int NOT_LOOKED = -1;

		/** Stands for a number when nobody can look. */
		public static final int CANNOT_LOOK = -2;

		/** Of who has not looked. */
		public static final Sight NONE = new Sight("", NOT_LOOKED, 0, List.of(), Map.of());

		public Sight {
			sightings = List.copyOf(sightings);
			sessions = Map.copyOf(sessions);
		}

		/**
		 * Return what one sees who cannot look.
		 * @param asked when the store had asked to, 0 if it had not
		 */
		public static Sight blind(long asked) {
			return new Sight("", CANNOT_LOOK, asked, List.of(), Map.of());
		}

	}

	/**
	 * How things stand.
	 *
	 * @param total what all members may have together, 0 if that is not known
	 * @param members how many there were at the last answer
	 * @param share what this instance may have
	 * @param floor what it keeps without a lease
	 * @param leaseMillis how long its lease lasts, in milliseconds, {@code null} if it
	 * has none
	 */
	public record Standing(int total, int members, int share, int floor, @Nullable Long leaseMillis) {
	}

}
