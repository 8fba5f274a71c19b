package io.resiliencestarter.diagnosis;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import io.resiliencestarter.diagnosis.PoolTime.Use;
import org.jspecify.annotations.Nullable;

/**
 * Finds the root cause of a dry pool in a window of looks at it. Pure: the same window
 * has the same cause. The order of the questions matters. What keeps connections from
 * being opened comes first, then what makes a larger pool useless (a nested borrow, a
 * leak), and then whatever the pool's time goes to.
 */
final class Diagnosis {

	/** A share from which on something rules what the pool does. */
	private static final double MOST = 0.5;

	/** A leak serves nobody, so that less of it is enough. */
	private static final double SOME = 0.2;

	private final List<Observation> window;

	private final PoolTime time;

	Diagnosis(List<Observation> window) {
		this.window = List.copyOf(window);
		this.time = PoolTime.of(window);
	}

	PoolTime time() {
		return this.time;
	}

	Vitals last() {
		return this.window.get(this.window.size() - 1).vitals();
	}

	List<Observation> window() {
		return this.window;
	}

	/**
	 * Find the root cause, given that there is one.
	 * @return the cause, never none
	 */
	Cause cause() {
		Cause creation = creationCause();
		if (creation != null) {
			return creation;
		}
		if (this.time.share(Use.NESTED) >= MOST) {
			return Cause.NESTED_BORROW;
		}
		Use use = Stream.of(Use.EXTERNAL, Use.CODE, Use.SQL)
			.max(Comparator.comparingDouble(this.time::share))
			.orElseThrow();
		double leaked = this.time.share(Use.LEAK);
		if (leaked >= SOME && leaked >= this.time.lastingShare(use)) {
			return Cause.LEAK;
		}
		boolean rules = this.time.share(use) >= MOST || isLasting(use);
		return switch (use) {
			case EXTERNAL -> rules ? Cause.EXTERNAL_CALL : Cause.POOL_TOO_SMALL;
			case CODE -> isLasting(use) ? Cause.SLOW_CODE : Cause.POOL_TOO_SMALL;
			default -> sqlCause();
		};
	}

	private @Nullable Cause creationCause() {
		ServerView server = last().server();
		Creation.Refusal refusal = last().creation().failure();
		if (refusal != null && last().connections().total() < last().connections().max()) {
			return refusal.cause();
		}
		if (server != null && !server.reachable()
				&& (this.time.share(Use.SQL) >= MOST || last().creation().opening() > 0)) {
			return Cause.DATABASE_DOWN;
		}
		long waiting = this.window.stream().filter((look) -> look.vitals().connections().waiting() > 0).count();
		long opening = this.window.stream().filter(Diagnosis::isOpening).count();
		return (opening > 0 && opening >= waiting * MOST) ? Cause.SLOW_CREATION : null;
	}

	/**
	 * Nobody would wait if the connections that are being opened were there.
	 */
	private static boolean isOpening(Observation look) {
		Vitals vitals = look.vitals();
		return vitals.connections().waiting() > 0 && vitals.creation().opening() > 0 && vitals.connections().idle() == 0
				&& vitals.connections().total() < vitals.connections().max();
	}

	private Cause sqlCause() {
		ServerView server = last().server();
		if (server != null && server.locked() > 0 && server.locked() >= server.busy() * MOST) {
			return Cause.LOCK_WAIT;
		}
		return isLasting(Use.SQL) ? Cause.SLOW_QUERY : Cause.POOL_TOO_SMALL;
	}

	/**
	 * Whether at least half of the time that a use takes goes to holds that are not
	 * short.
	 */
	private boolean isLasting(Use use) {
		double share = this.time.share(use);
		return share > 0 && this.time.lastingShare(use) >= share * MOST;
	}

}
