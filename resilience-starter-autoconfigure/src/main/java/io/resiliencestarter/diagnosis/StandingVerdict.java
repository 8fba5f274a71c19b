package io.resiliencestarter.diagnosis;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The verdict on a pool, which does not flap: it is replaced by another one only after
 * that was found several times in a row, but at once if it cannot be true any more. When
 * all connections are open and nothing says that they do not work, the server refuses
 * none; and what looks like slow creation can be a server that is gone. One thread
 * judges, any thread reads.
 */
final class StandingVerdict {

	/** Finding the cause is cheap, putting it into words is not. */
	private static final Duration REWRITTEN = Duration.ofSeconds(2);

	private static final int SURE = 3;

	private final PoolTerms terms;

	private volatile Verdict verdict;

	private Instant written;

	private @Nullable Cause candidate;

	private int candidateSeen;

	StandingVerdict(PoolTerms terms, Instant now) {
		this.terms = terms;
		this.verdict = Verdict.none(now);
		this.written = now;
	}

	Verdict get() {
		return this.verdict;
	}

	boolean isNone() {
		return this.verdict.cause() == Cause.NONE;
	}

	/**
	 * Judge anew.
	 * @param diagnosis what was found
	 * @param recorded whether the verdict is on record, so that its words can be some
	 * seconds old
	 */
	void judge(Diagnosis diagnosis, boolean recorded) {
		Cause found = diagnosis.cause();
		Verdict known = this.verdict;
		if (found == known.cause()) {
			this.candidate = null;
			if (!recorded || !this.written.plus(REWRITTEN).isAfter(diagnosis.last().at())) {
				write(diagnosis, known.since());
			}
		}
		else if (isRefuted(known.cause(), diagnosis.last()) || isSure(found)) {
			this.candidate = null;
			write(diagnosis, diagnosis.last().at());
		}
	}

	private void write(Diagnosis diagnosis, Instant since) {
		this.verdict = new VerdictWriter(this.terms, diagnosis).write(since);
		this.written = diagnosis.last().at();
	}

	private static boolean isRefuted(Cause cause, Vitals vitals) {
		boolean allOpen = vitals.connections().total() >= vitals.connections().max();
		ServerView server = vitals.server();
		return switch (cause) {
			case NONE, SLOW_CREATION -> true;
			case SERVER_LIMIT, AUTHENTICATION -> allOpen;
			case DATABASE_DOWN -> allOpen && (server == null || server.reachable());
			default -> false;
		};
	}

	private boolean isSure(Cause cause) {
		this.candidateSeen = (cause == this.candidate) ? this.candidateSeen + 1 : 1;
		this.candidate = cause;
		return this.candidateSeen >= SURE;
	}

	/**
	 * Nothing is wrong any more.
	 * @param now the current instant
	 */
	void withdraw(Instant now) {
		this.verdict = Verdict.none(now);
		this.candidate = null;
	}

}
