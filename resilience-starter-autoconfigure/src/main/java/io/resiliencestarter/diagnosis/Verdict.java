package io.resiliencestarter.diagnosis;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Why a pool is dry and what to do. Immutable; contains neither credentials nor SQL.
 *
 * @param cause the root cause
 * @param since since when it is the cause
 * @param summary one sentence
 * @param culprit the line to blame, {@code null} if it is no code of the application or
 * is not known
 * @param evidence what was seen, with numbers
 * @param advice what to do, the best first
 */
public record Verdict(Cause cause, Instant since, String summary, @Nullable Culprit culprit, List<String> evidence,
		List<String> advice) {

	public Verdict {
		evidence = List.copyOf(evidence);
		advice = List.copyOf(advice);
	}

	/**
	 * Return the verdict of a pool with which nothing is wrong.
	 * @param since since when
	 * @return the verdict
	 */
	public static Verdict none(Instant since) {
		return new Verdict(Cause.NONE, since, "Nothing is wrong", null, List.of(), List.of());
	}

}
