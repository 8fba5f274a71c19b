package io.resiliencestarter.redis;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Asks the server how many clients it lets in, and warns of a pool that is larger than
 * that. Asks once; a server that does not tell is left in peace.
 */
class ServerClients {

	private static final Log logger = LogFactory.getLog(ServerClients.class);

	private static final Pattern MAX_CLIENTS = Pattern.compile("(?m)^maxclients:(\\d{1,9})\\r?$");

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private final String pool;

	private volatile boolean asked;

	ServerClients(String pool) {
		this.pool = pool;
	}

	boolean isToBeAsked() {
		return !this.asked;
	}

	/**
	 * Ask, and wait for the answer.
	 * @param connection where to ask
	 * @param max the most connections that the pool opens
	 * @return whether there was an answer
	 */
	boolean ask(StatefulConnection<?, ?> connection, int max) {
		this.asked = true;
		String info = info(connection);
		Integer limit = (info != null) ? parse(info) : null;
		if (limit != null && max > limit) {
			logger
				.warn(("Redis '%s': the pool opens up to %d connections, and the server lets in no more than %d clients"
						+ " in all (maxclients). Set 'resilience.redis.max-connections' to what is left for this instance.")
					.formatted(this.pool, max, limit));
		}
		return info != null;
	}

	private static @Nullable String info(StatefulConnection<?, ?> connection) {
		try {
			Future<String> answer = send(connection);
			return (answer != null) ? answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) : "";
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return null;
		}
		catch (ExecutionException | TimeoutException ex) {
			return null;
		}
	}

	private static @Nullable Future<String> send(StatefulConnection<?, ?> connection) {
		if (connection instanceof StatefulRedisConnection<?, ?> standalone) {
			return standalone.async().info("clients");
		}
		return (connection instanceof StatefulRedisClusterConnection<?, ?> cluster) ? cluster.async().info("clients")
				: null;
	}

	static @Nullable Integer parse(String info) {
		Matcher matcher = MAX_CLIENTS.matcher(info);
		return matcher.find() ? Integer.valueOf(matcher.group(1)) : null;
	}

}
