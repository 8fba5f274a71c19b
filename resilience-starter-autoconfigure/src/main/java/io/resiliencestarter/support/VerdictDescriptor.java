package io.resiliencestarter.support;

import java.time.Instant;
import java.util.List;

import io.resiliencestarter.diagnosis.Culprit;
import io.resiliencestarter.diagnosis.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Why a pool is dry, as endpoints show it.
 *
 * @param cause the root cause, {@code none} if nothing is wrong
 * @param since since when it is the cause
 * @param summary one sentence
 * @param culprit the line to blame and its share of the pool's time, {@code null} if
 * there is none or it is not known
 * @param evidence what was seen
 * @param advice what to do, the best first
 */
public record VerdictDescriptor(String cause, Instant since, String summary, @Nullable Culprit culprit,
		List<String> evidence, List<String> advice) {

	/**
	 * Describe a verdict.
	 * @param verdict the verdict
	 * @return the description
	 */
	public static VerdictDescriptor of(Verdict verdict) {
		return new VerdictDescriptor(verdict.cause().label(), verdict.since(), verdict.summary(), verdict.culprit(),
				verdict.evidence(), verdict.advice());
	}

}
