package io.resiliencestarter.breaker;

import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;

/**
 * Keeps what an operator does out of the middle of what a call does. The engine decides
 * to change its state and then changes it, whatever has happened in between: a call that
 * opens a breaker would undo that an operator has just disabled it. Calls do not wait for
 * each other. Thread-safe.
 */
class Turns {

	private final ReadWriteLock lock = new ReentrantReadWriteLock();

	/**
	 * Begin what a call does.
	 */
	void begin() {
		this.lock.readLock().lock();
	}

	/**
	 * End what a call does.
	 */
	void end() {
		this.lock.readLock().unlock();
	}

	/**
	 * Run what an operator does.
	 * @param action what he does
	 * @return what that returns
	 */
	boolean alone(BooleanSupplier action) {
		this.lock.writeLock().lock();
		try {
			return action.getAsBoolean();
		}
		finally {
			this.lock.writeLock().unlock();
		}
	}

}
