package io.resiliencestarter.redis;

import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.resiliencestarter.breaker.Breaker;
import io.resiliencestarter.breaker.Permit;
import io.resiliencestarter.diagnosis.Creation;
import io.resiliencestarter.diagnosis.Creation.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Turns callers away while the server does not serve, and remembers why connections
 * cannot be opened. An attempt to open one counts only if it fails: what is done with the
 * connection counts after that. Thread-safe.
 */
class RedisGuard {

	private final String pool;

	private final @Nullable Breaker breaker;

	private final Clock clock;

	private final AtomicInteger opening = new AtomicInteger();

	private volatile @Nullable Refusal refusal;

	private volatile @Nullable Refusal commandFailure;

	/**
	 * Create a guard.
	 * @param pool the name of the pool
	 * @param breaker knows whether the server serves, {@code null} for none
	 * @param clock tells when a connection was refused
	 */
	RedisGuard(String pool, @Nullable Breaker breaker, Clock clock) {
		this.pool = pool;
		this.breaker = breaker;
		this.clock = clock;
	}

	@Nullable Breaker breaker() {
		return this.breaker;
	}

	/**
	 * Return whether callers go through without limit.
	 */
	boolean isClosed() {
		return this.breaker == null || this.breaker.isClosed();
	}

	/**
	 * Turn a caller away while calls are rejected. Takes no permit: a trial is made by
	 * who opens a connection or sends a command.
	 * @throws RedisBreakerOpenException if the caller is turned away
	 */
	void check() {
		if (this.breaker == null || this.breaker.isClosed()) {
			return;
		}
		Duration rejectsFor = this.breaker.rejectsFor();
		if (rejectsFor == null || !rejectsFor.isZero()) {
			this.breaker.countRejected();
			throw rejection(this.breaker);
		}
	}

	/**
	 * Ask for the permission for a command or for opening a connection.
	 * @return the permit, {@code null} if nothing is guarded
	 * @throws RedisBreakerOpenException if it is not given
	 */
	@Nullable Permit acquire() {
		if (this.breaker == null) {
			return null;
		}
		Permit permit = this.breaker.tryAcquire();
		if (permit == null) {
			this.breaker.countRejected();
			throw rejection(this.breaker);
		}
		return permit;
	}

	private RedisBreakerOpenException rejection(Breaker breaker) {
		Duration rejectsFor = breaker.rejectsFor();
		String state = breaker.state();
		Refusal refusal = refusal();
		return new RedisBreakerOpenException(breaker.name(), () -> "%s: rejected, circuit breaker '%s' is %s%s.%s"
			.formatted(this.pool, breaker.name(), state, nextTry(rejectsFor), cause(refusal)));
	}

	private static String nextTry(@Nullable Duration rejectsFor) {
		if (rejectsFor == null) {
			return "";
		}
		return rejectsFor.isZero() ? ", a trial is under way"
				: String.format(Locale.ROOT, ", next try in %.1f s", rejectsFor.toMillis() / 1000.0);
	}

	/**
	 * A command failed because of the server.
	 * @param failure what it threw
	 */
	void failed(Throwable failure) {
		this.commandFailure = RedisErrors.refusal(failure, this.clock.instant());
	}

	/**
	 * Return why the server does not serve. Connections that are there can be of no use,
	 * too: then the commands say why, as long as the breaker is open because of them.
	 */
	private @Nullable Refusal refusal() {
		Refusal refusal = this.refusal;
		boolean open = this.breaker != null && !this.breaker.isClosed() && !this.breaker.isHeldOpen();
		return (refusal == null && open) ? this.commandFailure : refusal;
	}

	/**
	 * Return why the server does not serve.
	 * @return a sentence after a space, empty if it does
	 */
	String cause() {
		return cause(refusal());
	}

	private static String cause(@Nullable Refusal refusal) {
		return (refusal != null) ? " Cause: %s (%s).".formatted(refusal.cause().label(), refusal.message()) : "";
	}

	/**
	 * Open a connection, if that is permitted.
	 * @param <T> the type of connection
	 * @param attempt opens it
	 * @param proves whether a connection that could be opened proves that the server
	 * serves, as no command will
	 * @return the connection
	 * @throws RedisBreakerOpenException if it is not permitted
	 */
	<T> T open(Supplier<T> attempt, boolean proves) {
		Permit permit = acquire();
		try {
			T connection = attempt(attempt);
			if (permit != null && proves) {
				permit.success();
			}
			return connection;
		}
		catch (RuntimeException ex) {
			if (permit != null && RedisErrors.isServerToBlame(ex)) {
				permit.failure(ex);
			}
			throw ex;
		}
		finally {
			if (permit != null) {
				permit.ignore();
			}
		}
	}

	/**
	 * Open a connection, whatever the breaker says, which learns nothing of it.
	 * @param <T> the type of connection
	 * @param attempt opens it
	 * @return the connection
	 */
	<T> T attempt(Supplier<T> attempt) {
		this.opening.incrementAndGet();
		try {
			T connection = attempt.get();
			this.refusal = null;
			return connection;
		}
		catch (RuntimeException ex) {
			if (RedisErrors.isServerToBlame(ex)) {
				this.refusal = RedisErrors.refusal(ex, this.clock.instant());
			}
			throw ex;
		}
		finally {
			this.opening.decrementAndGet();
		}
	}

	/**
	 * Return how opening connections goes.
	 */
	Creation creation() {
		return new Creation(this.opening.get(), refusal());
	}

	/**
	 * Return whether the server does not serve, as far as is known.
	 * @param connections how many connections are open
	 */
	boolean isDown(int connections) {
		return refusal() != null && (connections == 0 || !isClosed());
	}

}
