package io.resiliencestarter.diagnosis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/**
 * The last incidents of a pool, of which only the newest can still last, and how many
 * there were. Thread-safe; one thread writes.
 */
final class IncidentLog {

	private final int kept;

	private final Deque<Incident> incidents = new ArrayDeque<>();

	private final Map<Cause, LongAdder> counts = new EnumMap<>(Cause.class);

	/**
	 * Create an empty log.
	 * @param kept how many incidents are kept
	 */
	IncidentLog(int kept) {
		this.kept = kept;
		for (Cause cause : Cause.values()) {
			this.counts.put(cause, new LongAdder());
		}
	}

	synchronized void add(Incident incident) {
		this.incidents.addFirst(incident);
		while (this.incidents.size() > this.kept) {
			this.incidents.removeLast();
		}
		counter(incident.verdict().cause()).increment();
	}

	synchronized void replaceNewest(Incident incident) {
		this.incidents.removeFirst();
		this.incidents.addFirst(incident);
	}

	/**
	 * Return the incident that lasts.
	 * @return the incident, {@code null} if there is none
	 */
	synchronized @Nullable Incident current() {
		Incident newest = this.incidents.peekFirst();
		return (newest != null && !newest.isClosed()) ? newest : null;
	}

	/**
	 * Return the incidents that are kept.
	 * @return the incidents, the newest first
	 */
	synchronized List<Incident> all() {
		return new ArrayList<>(this.incidents);
	}

	/**
	 * Return how many incidents there were, by the cause that was found first.
	 * @param cause the cause
	 * @return the number since the start
	 */
	long count(Cause cause) {
		return counter(cause).sum();
	}

	long count() {
		return this.counts.values().stream().mapToLong(LongAdder::sum).sum();
	}

	private LongAdder counter(Cause cause) {
		return Objects.requireNonNull(this.counts.get(cause));
	}

}
