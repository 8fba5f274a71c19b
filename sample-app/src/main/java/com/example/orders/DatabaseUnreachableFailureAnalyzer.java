package com.example.orders;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.jdbc.CannotGetJdbcConnectionException;

/**
 * Says that the database of the user does not let the application in.
 */
class DatabaseUnreachableFailureAnalyzer extends AbstractFailureAnalyzer<CannotGetJdbcConnectionException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, CannotGetJdbcConnectionException cause) {
		return new FailureAnalysis(
				"There is no connection to the database: "
						+ NestedExceptionUtils.getMostSpecificCause(cause).getMessage(),
				"Check 'spring.datasource.url', 'spring.datasource.username' and 'spring.datasource.password', "
						+ "or leave them out to let the sample start a database of its own.",
				cause);
	}

}
