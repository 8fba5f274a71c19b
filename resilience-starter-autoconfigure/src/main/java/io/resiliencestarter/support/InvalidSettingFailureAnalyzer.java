package io.resiliencestarter.support;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says which setting stopped the start, and what to set instead.
 */
class InvalidSettingFailureAnalyzer extends AbstractFailureAnalyzer<InvalidSettingException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidSettingException cause) {
		return new FailureAnalysis("The value of '%s' is not allowed: %s".formatted(cause.key(), cause.value()),
				"Set '%s' to %s, or remove it to get the default.".formatted(cause.key(), cause.allowed()), cause);
	}

}
