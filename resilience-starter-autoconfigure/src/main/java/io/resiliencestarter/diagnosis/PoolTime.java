package io.resiliencestarter.diagnosis;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import io.resiliencestarter.pool.Activity;
import io.resiliencestarter.pool.Holder;
import io.resiliencestarter.pool.HolderSample;
import io.resiliencestarter.pool.PoolSample;
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

	private final Map<Charge, Spent> spent = new HashMap<>();

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
			observation.seconds().forEach((charge, each) -> time.spent.merge(charge, each.times(seconds), Spent::plus));
			before = observation;
		}
		return time;
	}

	/**
	 * Charge a second to what the holders of a sample do.
	 * @param sample the sample
	 * @return what the connections were used for in that second
	 */
	static Map<Charge, Spent> seconds(PoolSample sample) {
		Map<Charge, Spent> spent = new HashMap<>();
		for (HolderSample each : sample.holders()) {
			Holder holder = each.holder();
			Use use = Use.of(each);
			Charge charge = new Charge(use, (use == Use.LEAK) ? holder.borrowedAt() : holder.site());
			spent.merge(charge, new Spent(1, isLasting(holder) ? 1 : 0, holder), Spent::plus);
		}
		return spent;
	}

	private static boolean isLasting(Holder holder) {
		return holder.held().compareTo(LASTING) >= 0;
	}

	/**
	 * Return the time for which connections were held.
	 * @return the time in seconds, of all connections together
	 */
	double total() {
		return this.spent.values().stream().mapToDouble(Spent::seconds).sum();
	}

	/**
	 * Return the share of a use.
	 * @param use the use
	 * @return the share, 0 to 1
	 */
	double share(Use use) {
		return share(use, Spent::seconds);
	}

	/**
	 * Return the share of a use, counting only holds that are not short.
	 * @param use the use
	 * @return the share, 0 to 1
	 */
	double lastingShare(Use use) {
		return share(use, Spent::lasting);
	}

	private double share(Use use, ToDoubleFunction<Spent> seconds) {
		return share(this.spent.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().use() == use)
			.mapToDouble((entry) -> seconds.applyAsDouble(entry.getValue()))
			.sum());
	}

	private double share(double seconds) {
		double total = total();
		return (total > 0) ? seconds / total : 0;
	}

	/**
	 * Return what most of the time goes to.
	 * @return the uses, the largest first
	 */
	List<Line> lines() {
		return this.spent.entrySet()
			.stream()
			.map((entry) -> new Line(entry.getKey(), share(entry.getValue().seconds()), entry.getValue().longest()))
			.sorted(Comparator.comparingDouble(Line::share).reversed())
			.toList();
	}

	/**
	 * What a connection is used for.
	 */
	enum Use {

		/** For nothing: who borrowed it has moved on. */
		LEAK,

		/** Its holder waits for another one. */
		NESTED,

		/** Its holder waits for something else. */
		EXTERNAL,

		/** Its holder computes. */
		CODE,

		/** Its holder executes a statement or a command. */
		SQL;

		static Use of(HolderSample sample) {
			if (sample.nested()) {
				return NESTED;
			}
			Holder holder = sample.holder();
			if (holder.doing() == Activity.GONE) {
				return isLasting(holder) ? LEAK : CODE;
			}
			return switch (holder.doing()) {
				case EXECUTING_SQL, EXECUTING_COMMAND -> SQL;
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
	 * How much time was spent.
	 *
	 * @param seconds the time in seconds, of all connections together
	 * @param lasting the part of it that went to holds that are not short
	 * @param longest the holder with the longest hold, the last one of equals
	 */
	record Spent(double seconds, double lasting, Holder longest) {

		private Spent times(double factor) {
			return new Spent(this.seconds * factor, this.lasting * factor, this.longest);
		}

		private Spent plus(Spent other) {
			boolean longer = other.longest.held().compareTo(this.longest.held()) >= 0;
			return new Spent(this.seconds + other.seconds, this.lasting + other.lasting,
					longer ? other.longest : this.longest);
		}

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
