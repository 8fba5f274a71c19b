package io.resiliencestarter.diagnosis;

import java.time.Duration;
import java.util.List;

/**
 * How many connections callers need, by Little's law: on average as many are in use as
 * arrive in a second times the seconds for which each is held (J. D. C. Little, "A Proof
 * for the Queuing Formula L = λW", Operations Research 9, 1961).
 *
 * @param arrivals how many callers want a connection in a second
 * @param hold for how many seconds one is held
 * @param size the pool in which callers hardly wait
 */
record Demand(double arrivals, double hold, int size) {

	/** More utilization than this makes callers queue. */
	private static final double UTILIZATION = 0.8;

	/** A wait that nobody complains of, in seconds. */
	private static final double SHORT_WAIT = 0.1;

	/** So many callers more than are served make a queue that grows. */
	private static final double GROWTH = 0.05;

	/**
	 * Measure the demand in a window. Where the queue does not grow, callers come back
	 * when they were served, and so arrive no faster than the pool allows; of those, the
	 * number of callers tells more: it is the throughput times the time for which one
	 * waits and holds.
	 * @param window the looks at the pool, the oldest first
	 * @return the demand, all zero if the window is too short
	 */
	static Demand of(List<Observation> window) {
		Vitals first = window.get(0).vitals();
		Vitals last = window.get(window.size() - 1).vitals();
		double seconds = Duration.between(first.at(), last.at()).toNanos() / 1e9;
		long served = last.acquired() - first.acquired();
		if (seconds <= 0 || served <= 0) {
			return new Demand(0, 0, 0);
		}
		double active = window.stream().mapToInt((look) -> look.vitals().connections().active()).average().orElse(0);
		double waiting = window.stream().mapToInt((look) -> look.vitals().connections().waiting()).average().orElse(0);
		double hold = active * seconds / served;
		long lost = last.timeouts() - first.timeouts() + last.rejected() - first.rejected();
		double queued = Math.max(0, last.connections().waiting() - first.connections().waiting());
		double arrivals = (served + lost + queued) / seconds;
		boolean grows = lost + queued > served * GROWTH;
		double size = grows ? arrivals * hold / UTILIZATION : (active + waiting) * hold / (hold + SHORT_WAIT);
		return new Demand(arrivals, hold, (int) Math.ceil(size));
	}

}
