package io.resiliencestarter.redis;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.apache.commons.pool2.impl.GenericObjectPoolConfig;

/**
 * As many places as there may be connections. Thread-safe.
 */
final class Places {

	static final int NO_LIMIT = 1_000_000;

	private final int max;

	private final Duration maxWait;

	private final Semaphore free;

	private volatile boolean closed;

	Places(GenericObjectPoolConfig<?> config) {
		this.max = (config.getMaxTotal() >= 0) ? config.getMaxTotal() : NO_LIMIT;
		this.maxWait = config.getBlockWhenExhausted() ? config.getMaxWaitDuration() : Duration.ZERO;
		this.free = new Semaphore(this.max, config.getFairness());
	}

	/**
	 * Return how many places there are.
	 */
	int max() {
		return this.max;
	}

	Duration maxWait() {
		return this.maxWait;
	}

	/**
	 * Take a place, waiting for one if need be.
	 * @param start when the caller began to wait
	 * @return whether it got one in time
	 */
	boolean take(long start) throws InterruptedException {
		if (this.maxWait.isNegative()) {
			this.free.acquire();
			return true;
		}
		long left = this.maxWait.toNanos() - (System.nanoTime() - start);
		return this.free.tryAcquire(Math.max(0, left), TimeUnit.NANOSECONDS);
	}

	boolean tryTake() {
		return this.free.tryAcquire();
	}

	void release() {
		this.free.release();
	}

	int waiting() {
		return this.free.getQueueLength();
	}

	/**
	 * Let all through who wait; the places are worth nothing any more.
	 */
	void close() {
		this.closed = true;
		this.free.release(NO_LIMIT);
	}

	boolean isClosed() {
		return this.closed;
	}

}
