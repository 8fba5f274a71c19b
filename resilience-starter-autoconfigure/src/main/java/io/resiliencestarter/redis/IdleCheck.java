package io.resiliencestarter.redis;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import org.jspecify.annotations.Nullable;

/**
 * Finds connections that broke while they were idle: a network that drops packets tells
 * nobody, and the operating system takes minutes to notice. Whoever borrows one that was
 * idle for long has it pinged first. Thread-safe.
 */
class IdleCheck {

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final long intervalNanos;

	private final long timeoutNanos;

	private final Clock clock;

	private volatile @Nullable Ping last;

	/**
	 * Create a check.
	 * @param interval the time after which an idle connection is in doubt
	 * @param commandTimeout the time that a command may take
	 * @param clock tells when a check was
	 */
	IdleCheck(Duration interval, Duration commandTimeout, Clock clock) {
		this.intervalNanos = interval.toNanos();
		this.timeoutNanos = Math.min(commandTimeout.toNanos(), PATIENCE.toNanos());
		this.clock = clock;
	}

	/**
	 * Tell whether a borrowed connection was idle for long.
	 */
	boolean isDue(PooledConnection connection) {
		return System.nanoTime() - connection.usedAt() >= this.intervalNanos;
	}

	/**
	 * Ask the server for an answer, on the current thread.
	 * @param connection the connection
	 * @return whether it answered in time
	 */
	boolean passes(PooledConnection connection) {
		long start = System.nanoTime();
		boolean ok = ping(connection.connection());
		long now = System.nanoTime();
		this.last = new Ping(ok, Duration.ofNanos(now - start), this.clock.instant());
		if (ok) {
			connection.used(now);
		}
		return ok;
	}

	private boolean ping(StatefulConnection<?, ?> connection) {
		try {
			Future<?> answer = send(connection);
			if (answer != null) {
				answer.get(this.timeoutNanos, TimeUnit.NANOSECONDS);
			}
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		catch (ExecutionException | TimeoutException | RuntimeException ex) {
			return false;
		}
	}

	private static @Nullable Future<?> send(StatefulConnection<?, ?> connection) {
		if (connection instanceof StatefulRedisConnection<?, ?> standalone) {
			return standalone.async().ping();
		}
		return (connection instanceof StatefulRedisClusterConnection<?, ?> cluster) ? cluster.async().ping() : null;
	}

	/**
	 * Return how the last check went.
	 * @return the check, {@code null} if none was due yet
	 */
	@Nullable Ping last() {
		return this.last;
	}

	/**
	 * A check.
	 *
	 * @param ok whether the server answered in time
	 * @param roundTrip how long that took
	 * @param at when
	 */
	record Ping(boolean ok, Duration roundTrip, Instant at) {
	}

}
