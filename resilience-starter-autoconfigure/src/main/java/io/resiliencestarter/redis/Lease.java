package io.resiliencestarter.redis;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

import io.resiliencestarter.pool.ConnectionUse;
import org.jspecify.annotations.Nullable;

/**
 * The right of a borrower to a connection, until it is given back. Thread-safe.
 */
final class Lease implements ConnectionUse {

	private static final AtomicIntegerFieldUpdater<Lease> ENDED = AtomicIntegerFieldUpdater.newUpdater(Lease.class,
			"ended");

	private final PooledConnection connection;

	private final boolean reactive;

	private final long start;

	@SuppressWarnings("unused") // only through the updater
	private volatile int ended;

	/**
	 * Create a lease.
	 * @param connection the connection
	 * @param reactive whether no thread stays with it
	 * @param start when it began, in nanoseconds
	 */
	Lease(PooledConnection connection, boolean reactive, long start) {
		this.connection = connection;
		this.reactive = reactive;
		this.start = start;
	}

	/**
	 * Return how long ago it began, in nanoseconds.
	 */
	long nanos() {
		return System.nanoTime() - this.start;
	}

	/**
	 * End the lease.
	 * @return whether it had not ended before
	 */
	boolean end() {
		return ENDED.compareAndSet(this, 0, 1);
	}

	boolean isEnded() {
		return this.ended != 0;
	}

	private boolean isSubscription() {
		return this.connection.kind().isSubscription();
	}

	@Override
	public String type() {
		if (isSubscription()) {
			return "pub-sub";
		}
		return this.reactive ? "reactive" : "commands";
	}

	@Override
	public @Nullable String threadless() {
		return (this.reactive || isSubscription()) ? type() : null;
	}

	@Override
	public boolean busy() {
		return isSubscription() || this.connection.trace().isBusy();
	}

	@Override
	public boolean lasting() {
		return isSubscription() || this.connection.trace().isBlocking();
	}

}
