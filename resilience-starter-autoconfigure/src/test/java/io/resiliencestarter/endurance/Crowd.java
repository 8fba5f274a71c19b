package io.resiliencestarter.endurance;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Callers who work side by side, a limited number at a time.
 */
final class Crowd {

	static final int SIZE = 16;

	private final ExecutorService executor;

	private final Semaphore places = new Semaphore(SIZE);

	private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

	Crowd(CallerThreads threads) {
		this.executor = threads.executor();
	}

	/**
	 * Have something done, once there is a place.
	 */
	void add(Work work) throws InterruptedException {
		this.places.acquire();
		this.executor.execute(() -> {
			try {
				work.run();
			}
			catch (Throwable ex) {
				this.failures.add(ex);
			}
			finally {
				this.places.release();
			}
		});
	}

	/**
	 * Wait until all is done and the threads have ended.
	 * @return what has failed
	 */
	Queue<Throwable> goHome() throws InterruptedException {
		this.executor.shutdown();
		if (!this.executor.awaitTermination(5, TimeUnit.MINUTES)) {
			this.failures.add(new IllegalStateException("Callers are stuck"));
		}
		return this.failures;
	}

	/**
	 * What a caller does.
	 */
	@FunctionalInterface
	interface Work {

		void run() throws Exception;

	}

}
