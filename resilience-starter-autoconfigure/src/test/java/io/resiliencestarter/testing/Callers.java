package io.resiliencestarter.testing;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Threads that call an application again and again, whatever comes of it.
 */
public final class Callers implements AutoCloseable {

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();

	private volatile boolean stopped;

	/**
	 * Call until this is stopped.
	 * @param count how many threads call
	 * @param call what to call
	 */
	public void repeat(int count, Call call) {
		for (int i = 0; i < count; i++) {
			this.threads.execute(() -> {
				while (!this.stopped) {
					attempt(call);
				}
			});
		}
	}

	/**
	 * Call once.
	 * @param call what to call
	 */
	public void once(Call call) {
		this.threads.execute(() -> attempt(call));
	}

	private void attempt(Call call) {
		try {
			call.run();
		}
		catch (Exception ex) {
			this.failures.add(ex);
		}
	}

	/**
	 * Return what calls have failed with.
	 * @return a live view
	 */
	public Queue<Exception> failures() {
		return this.failures;
	}

	/**
	 * Call no more. Calls that are under way go on.
	 */
	public void stop() {
		this.stopped = true;
	}

	/**
	 * Call no more, and wait for the calls that are under way.
	 * @param time for how long at the most
	 * @return whether all have ended
	 * @throws InterruptedException if the current thread is interrupted
	 */
	public boolean stopAndAwait(Duration time) throws InterruptedException {
		stop();
		this.threads.shutdown();
		return this.threads.awaitTermination(time.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Call no more, and interrupt the calls that are under way.
	 */
	@Override
	public void close() {
		stop();
		this.threads.shutdownNow();
	}

	/**
	 * What a caller does.
	 */
	@FunctionalInterface
	public interface Call {

		/**
		 * Call.
		 * @throws Exception if that fails
		 */
		void run() throws Exception;

	}

}
