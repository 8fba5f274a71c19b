package com.example.orders;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Shows why the servers of the sample did not start, without a stack trace.
 */
class LocalServersFailureAnalyzer extends AbstractFailureAnalyzer<LocalServersException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, LocalServersException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
	}

}
