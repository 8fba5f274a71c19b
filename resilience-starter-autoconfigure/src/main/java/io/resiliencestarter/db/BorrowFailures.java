package io.resiliencestarter.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

import com.zaxxer.hikari.HikariPoolMXBean;
import io.resiliencestarter.breaker.Breaker;
import io.resiliencestarter.diagnosis.Cause;
import io.resiliencestarter.diagnosis.Verdict;
import io.resiliencestarter.pool.ApplicationFrames;
import io.resiliencestarter.pool.Hold;
import io.resiliencestarter.pool.Holder;
import io.resiliencestarter.pool.PoolTracker;
import org.jspecify.annotations.Nullable;

/**
 * Says to a caller without a connection why it has none: which pool, how full it is, why
 * none can be opened, and who holds one for the longest time, with the line of code.
 */
class BorrowFailures {

	private final String pool;

	private final ConnectionOpener opener;

	private final PoolTracker<Connection> tracker;

	private final Supplier<Verdict> verdict;

	BorrowFailures(String pool, ConnectionOpener opener, PoolTracker<Connection> tracker, Supplier<Verdict> verdict) {
		this.pool = pool;
		this.opener = opener;
		this.tracker = tracker;
		this.verdict = verdict;
	}

	/**
	 * A caller has waited in vain.
	 */
	SQLException timedOut(TrackedDataSource pool, SQLTransientConnectionException hikari) {
		this.tracker.timedOut(Duration.ofMillis(pool.getConnectionTimeout()).toNanos());
		return withCause("%s: no connection within %d ms (%s).%s%s".formatted(this.pool, pool.getConnectionTimeout(),
				counts(pool), cause(pool), longestHolder(true)), hikari);
	}

	/**
	 * The pool could not start.
	 */
	SQLException notStarted(@Nullable Exception cause) {
		this.tracker.timedOut(0);
		return withCause(
				"%s: no connection, the pool could not start.%s".formatted(this.pool, cause(this.opener.failure())),
				cause);
	}

	/**
	 * The breaker does not let a caller through.
	 * @param breaker the breaker
	 * @param rejectsFor the time until the next trial, zero if one is under way,
	 * {@code null} if the breaker was opened by hand
	 */
	BreakerOpenException breakerOpen(Breaker breaker, @Nullable Duration rejectsFor) {
		ConnectFailure failure = this.opener.failure();
		return new BreakerOpenException(breaker.name(),
				"%s: no connection, circuit breaker '%s' is %s%s.%s".formatted(this.pool, breaker.name(),
						breaker.state(), nextTry(rejectsFor), cause(failure)),
				(failure != null) ? failure.cause() : null);
	}

	private static String nextTry(@Nullable Duration rejectsFor) {
		if (rejectsFor == null) {
			return "";
		}
		return rejectsFor.isZero() ? ", a trial is under way" : ", next try in " + seconds(rejectsFor);
	}

	/**
	 * As many callers wait as may.
	 */
	BorrowRejectedException tooManyWaiting(TrackedDataSource pool, int maxWaiting) {
		return new BorrowRejectedException("%s: rejected, since %d callers wait already, which is max-waiting (%s).%s%s"
			.formatted(this.pool, maxWaiting, counts(pool), cause(pool), longestHolder(false)), null);
	}

	private SQLException withCause(String message, @Nullable Exception cause) {
		SQLException sql = (cause instanceof SQLException exception) ? exception : null;
		return new SQLTransientConnectionException(message, (sql != null) ? sql.getSQLState() : "08001",
				(sql != null) ? sql.getErrorCode() : 0, cause);
	}

	private String counts(TrackedDataSource pool) {
		HikariPoolMXBean connections = pool.getHikariPoolMXBean();
		return "%d/%d active, %d waiting".formatted((connections != null) ? connections.getActiveConnections() : 0,
				pool.getMaximumPoolSize(), (connections != null) ? connections.getThreadsAwaitingConnection() : 0);
	}

	/**
	 * The verdict can be some moments late. That no connection can be opened is no reason
	 * while as many are open as may be.
	 */
	private String cause(TrackedDataSource pool) {
		ConnectFailure failure = this.opener.failure();
		if (failure != null && pool.surplus() < 0) {
			return cause(failure);
		}
		Cause verdict = this.verdict.get().cause();
		return (verdict != Cause.NONE) ? " Cause: " + verdict.label() + "." : "";
	}

	private static String cause(@Nullable ConnectFailure failure) {
		return (failure != null) ? " Cause: " + failure.describe() + "." : "";
	}

	/**
	 * Where the holder is now is known from its live stack, which takes some microseconds
	 * and holds it up; too much for callers that are turned away in numbers.
	 */
	private String longestHolder(boolean live) {
		List<Hold<Connection>> holds = this.tracker.holds();
		if (holds.isEmpty()) {
			return "";
		}
		Hold<Connection> longest = holds.get(0);
		Holder holder = live ? this.tracker.inspect(longest) : this.tracker.recall(longest);
		StackTraceElement site = holder.site();
		return " Longest holder: %s for %s%s".formatted(holder.thread(), seconds(holder.held()),
				(site != null) ? " at " + ApplicationFrames.format(site) : "");
	}

	private static String seconds(Duration duration) {
		return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
	}

}
