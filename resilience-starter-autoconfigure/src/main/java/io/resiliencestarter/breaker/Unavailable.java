package io.resiliencestarter.breaker;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/**
 * Tells whether a call failed because what it needs is unavailable, so that a fallback is
 * called for, and not because the call was wrong. For what no {@link Guard} judges: calls
 * to services, and the pools.
 */
public final class Unavailable {

	/** By name: not every application has them. */
	private static final Set<String> OF_POOL = Set.of("org.springframework.dao.DataAccessResourceFailureException",
			"org.springframework.data.redis.connection.PoolException");

	/** SQLState of the failures of connections. */
	private static final String CONNECTION = "08";

	private Unavailable() {
	}

	/**
	 * Tell whether what a call needs is unavailable: a breaker is open, a connection
	 * failed, timed out or could not be had, or the answer was a status of 5xx. A status
	 * of 4xx, an interrupt or a mistake in the code says nothing of the kind.
	 * @param failure what the caller got, or what caused it
	 * @return whether it is unavailable
	 */
	public static boolean test(Throwable failure) {
		return Rejections.find(failure) != null || ConnectionFailures.caused(failure)
				|| (!ConnectionFailures.interrupted(failure) && Causes.any(failure, Unavailable::isTold));
	}

	private static boolean isTold(Throwable cause) {
		return HttpStatuses.isServerError(cause) || cause instanceof SQLTransientConnectionException
				|| (cause instanceof SQLException sql && String.valueOf(sql.getSQLState()).startsWith(CONNECTION))
				|| Causes.isNamed(cause, OF_POOL);
	}

}
