package io.resiliencestarter.redis;

import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;

import io.resiliencestarter.diagnosis.Cause;
import io.resiliencestarter.diagnosis.Verdict;
import io.resiliencestarter.pool.ApplicationFrames;
import io.resiliencestarter.pool.Hold;
import io.resiliencestarter.pool.Holder;
import io.resiliencestarter.pool.PoolConnections;
import io.resiliencestarter.pool.PoolTracker;

import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.PoolException;

/**
 * Says to a caller without a connection why it has none.
 */
class PoolFailures {

	private final String pool;

	private final RedisGuard guard;

	private final PoolTracker<Lease> tracker;

	private final Supplier<Verdict> verdict;

	PoolFailures(String pool, RedisGuard guard, PoolTracker<Lease> tracker, Supplier<Verdict> verdict) {
		this.pool = pool;
		this.guard = guard;
		this.tracker = tracker;
		this.verdict = verdict;
	}

	/**
	 * Return the name of the pool.
	 */
	String pool() {
		return this.pool;
	}

	/**
	 * A caller has waited in vain.
	 */
	RedisConnectionFailureException timedOut(Duration wait, PoolConnections counts) {
		Cause cause = this.verdict.get().cause();
		String text = "%s: no connection within %d ms (%d/%d active, %d waiting).%s%s".formatted(this.pool,
				wait.toMillis(), counts.active(), counts.max(), counts.waiting(),
				(cause != Cause.NONE) ? " Cause: " + cause.label() + "." : "", longestHolder());
		return exhausted(text, new NoSuchElementException(text));
	}

	RedisConnectionFailureException interrupted(InterruptedException cause) {
		return exhausted(this.pool + ": interrupted while waiting for a connection", cause);
	}

	RedisConnectionFailureException closed() {
		String text = this.pool + ": the pool is closed";
		return exhausted(text, new IllegalStateException(text));
	}

	/**
	 * The causes are those of a pool of Spring Data that is exhausted.
	 */
	private static RedisConnectionFailureException exhausted(String text, Exception cause) {
		return new RedisConnectionFailureException(text, new PoolException(text, cause));
	}

	/**
	 * No connection could be opened.
	 */
	RedisConnectionFailureException notOpened(Exception cause) {
		return new RedisConnectionFailureException(
				"%s: no connection could be opened.%s".formatted(this.pool, this.guard.cause()), cause);
	}

	private String longestHolder() {
		List<Hold<Lease>> holds = this.tracker.holds();
		return holds.isEmpty() ? "" : " Longest holder: " + describe(this.tracker.inspect(holds.get(0)));
	}

	private static String describe(Holder holder) {
		StackTraceElement site = holder.site();
		return "%s for %.1f s%s".formatted(holder.thread(), holder.held().toMillis() / 1000.0,
				(site != null) ? " at " + ApplicationFrames.format(site) : "");
	}

}
