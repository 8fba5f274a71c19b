package io.resiliencestarter.shutdown;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.springframework.context.SmartLifecycle;

/**
 * A phase of the end of an application in which something is waited for.
 */
abstract class WaitAtTheEnd implements SmartLifecycle, Impatient {

	private final int phase;

	private volatile CountDownLatch hurried = new CountDownLatch(1);

	private volatile boolean running;

	WaitAtTheEnd(int phase) {
		this.phase = phase;
	}

	@Override
	public final void start() {
		this.hurried = new CountDownLatch(1);
		this.running = true;
	}

	@Override
	public final void stop() {
		this.running = false;
		end();
	}

	/**
	 * Wait. Called by the thread that ends the application.
	 */
	abstract void end();

	/**
	 * Let time pass between two looks, unless nobody has the patience.
	 * @param millis how long
	 * @return whether to wait no longer
	 * @throws InterruptedException if the current thread is interrupted
	 */
	final boolean isHurriedWithin(long millis) throws InterruptedException {
		return this.hurried.await(millis, TimeUnit.MILLISECONDS);
	}

	@Override
	public final void hurry() {
		this.hurried.countDown();
	}

	@Override
	public final boolean isRunning() {
		return this.running;
	}

	/**
	 * A context that rests between tests goes on afterwards with what it has.
	 */
	@Override
	public final boolean isPauseable() {
		return false;
	}

	@Override
	public final int getPhase() {
		return this.phase;
	}

}
