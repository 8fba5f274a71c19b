package io.resiliencestarter.redis;

import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.RedisSystemException;

/**
 * Tells the failures of the connection to Redis, without which methods can do, from the
 * mistakes that must be seen.
 */
final class CacheFailures {

	/** What a server answers that is there but does not serve. */
	private static final Pattern NOT_SERVING = Pattern.compile("(LOADING|MASTERDOWN|CLUSTERDOWN)\\b.*", Pattern.DOTALL);

	private CacheFailures() {
	}

	/**
	 * Whether Redis could not be reached, did not answer in time or does not serve. An
	 * interrupt says nothing about it.
	 * @param thrown what an operation of the cache threw
	 * @return whether the connection is to blame
	 */
	static boolean isOfConnection(Throwable thrown) {
		Throwable failure = (thrown instanceof CompletionException && thrown.getCause() != null) ? thrown.getCause()
				: thrown;
		Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
		if (root instanceof InterruptedException) {
			return false;
		}
		return failure instanceof RedisConnectionFailureException || failure instanceof QueryTimeoutException
				|| (failure instanceof RedisSystemException && isLost(root));
	}

	/**
	 * Lettuce says that a connection is closed with its most general exception, and with
	 * a subclass that the server has refused a command.
	 */
	private static boolean isLost(Throwable root) {
		if (root instanceof RedisCommandExecutionException && root.getMessage() != null) {
			return NOT_SERVING.matcher(root.getMessage()).matches();
		}
		return root instanceof IOException || root instanceof RedisConnectionException
				|| root.getClass() == RedisException.class;
	}

}
