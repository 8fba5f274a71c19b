package io.resiliencestarter.diagnosis;

import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.resiliencestarter.pool.Activity;
import io.resiliencestarter.pool.Holder;
import io.resiliencestarter.pool.HolderSample;
import org.jspecify.annotations.Nullable;

/**
 * What the time of a pool's connections goes to: a sampling profile. Each look charges
 * the time since the look before it to what each holder is found doing, and to its line
 * of code; so who causes a dry pool ranks above those who merely suffer from it.
 */
final class PoolTime {

	/**
	 * A hold that was seen to be older than this is no short one. A thread that gives its
	 * connection back right now may seem to have moved on, but not for so long.
	 */
	private static final Duration LASTING = Duration.ofMillis(250);

	private static final Duration USUAL_STEP = Duration.ofMillis(500);

	private static final Duration LONGEST_STEP = Duration.ofSeconds(2);

	private final Map<Charge, Double> charges = new HashMap<>();

	private final Map<Charge, Holder> longest = new HashMap<>();

	private final Map<Use, Double> uses = new EnumMap<>(Use.class);

	private final Map<Use, Double> lasting = new EnumMap<>(Use.class);

	private double total;

	/**
	 * Profile a window.
	 * @param window the looks at the pool, the oldest first
	 * @return the profile
	 */
	static PoolTime of(List<Observation> window) {
		PoolTime time = new PoolTime();
		Observation before = null;
		for (Observation observation : window) {
			Duration step = (before != null) ? Duration.between(before.vitals().at(), observation.vitals().at())
					: USUAL_STEP;
			double seconds = Math.min(step.toNanos(), LONGEST_STEP.toNanos()) / 1e9;
			observation.sample().holders().forEach((sample) -> time.charge(sample, seconds));
			before = observation;
		}
		return time;
	}

	private void charge(HolderSample sample, double seconds) {
		Holder holder = sample.holder();
		Use use = Use.of(sample);
		Charge charge = new Charge(use, (use == Use.LEAK) ? holder.borrowedAt() : holder.site());
		this.total += seconds;
		this.charges.merge(charge, seconds, Double::sum);
		this.uses.merge(use, seconds, Double::sum);
		if (holder.held().compareTo(LASTING) >= 0) {
			this.lasting.merge(use, seconds, Double::sum);
		}
		Holder known = this.longest.get(charge);
		if (known == null || holder.held().compareTo(known.held()) >= 0) {
			this.longest.put(charge, holder);
		}
	}

	/**
	 * Return the time for which connections were held.
	 * @return the time in seconds, of all connections together
	 */
	double total() {
		return this.total;
	}

	/**
	 * Return the share of a use.
	 * @param use the use
	 * @return the share, 0 to 1
	 */
	double share(Use use) {
		return share(this.uses.getOrDefault(use, 0.0));
	}

	/**
	 * Return the share of a use, counting only holds that are not short.
	 * @param use the use
	 * @return the share, 0 to 1
	 */
	double lastingShare(Use use) {
		return share(this.lasting.getOrDefault(use, 0.0));
	}

	private double share(double seconds) {
		return (this.total > 0) ? seconds / this.total : 0;
	}

	/**
	 * Return what most of the time goes to.
	 * @return the uses, the largest first
	 */
	List<Line> lines() {
		return this.charges.entrySet()
			.stream()
			.map((entry) -> new Line(entry.getKey(), share(entry.getValue()), longest(entry.getKey())))
			.sorted(Comparator.comparingDouble(Line::share).reversed())
			.toList();
	}

	private Holder longest(Charge charge) {
		Holder holder = this.longest.get(charge);
		if (holder == null) {
			throw new IllegalStateException("No holder for " + charge);
		}
		return holder;
	}

	/**
	 * What a connection is used for.
	 */
	enum Use {

		/** For nothing: who borrowed it has moved on. */
		LEAK("held by code that has moved on, borrowed"),

		/** Its holder waits for another one. */
		NESTED("waiting for a second connection"),

		/** Its holder waits for something else. */
		EXTERNAL("waiting for something other than the database"),

		/** Its holder computes. */
		CODE("computing"),

		/** Its holder executes a statement. */
		SQL("executing SQL");

		private final String phrase;

		Use(String phrase) {
			this.phrase = phrase;
		}

		String phrase() {
			return this.phrase;
		}

		static Use of(HolderSample sample) {
			if (sample.nested()) {
				return NESTED;
			}
			Holder holder = sample.holder();
			if (holder.doing() == Activity.GONE) {
				return (holder.held().compareTo(LASTING) >= 0) ? LEAK : CODE;
			}
			return switch (holder.doing()) {
				case EXECUTING_SQL -> SQL;
				case COMPUTING -> CODE;
				default -> EXTERNAL;
			};
		}

	}

	/**
	 * What time is charged to.
	 *
	 * @param use the use
	 * @param site the line of code, {@code null} if it is not known
	 */
	record Charge(Use use, @Nullable StackTraceElement site) {
	}

	/**
	 * A line of the profile.
	 *
	 * @param charge what the time is charged to
	 * @param share its share, 0 to 1
	 * @param longest the holder with the longest hold
	 */
	record Line(Charge charge, double share, Holder longest) {
	}

}
