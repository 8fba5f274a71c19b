package io.resiliencestarter.pool;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Is told what happens to pools; by default it does not care. Called by the thread that
 * looks at them, one call at a time.
 */
public interface PoolListener {

	/**
	 * The status of a pool has changed.
	 * @param pool the pool
	 * @param from the status before
	 * @param to the status now
	 */
	default void statusChanged(MonitoredPool pool, PoolStatus from, PoolStatus to) {
	}

	/**
	 * A connection is held for longer than it should be.
	 * @param pool the pool
	 * @param holder who holds it
	 */
	default void slowHold(MonitoredPool pool, Holder holder) {
	}

	/**
	 * A connection is held for so long that it may never come back.
	 * @param pool the pool
	 * @param holder who holds it
	 */
	default void leakSuspected(MonitoredPool pool, Holder holder) {
	}

	/**
	 * A connection has come back after all.
	 * @param pool the pool
	 * @param thread the thread that had borrowed it
	 * @param held how long it was held
	 */
	default void leakReturned(MonitoredPool pool, Thread thread, Duration held) {
	}

	/**
	 * A line of the application calls a service while it holds a connection.
	 * @param pool the name of the pool that the connection is of
	 * @param service the name of the service
	 * @param line the line, {@code null} if it is not known
	 */
	default void calledWhileHolding(String pool, String service, @Nullable StackTraceElement line) {
	}

}
