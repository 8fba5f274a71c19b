package com.example.orders;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Threads that call again and again, until they are stopped.
 */
final class Callers {

	private static final Log logger = LogFactory.getLog(Callers.class);

	private static final long PAUSE_MILLIS = 100;

	private final ExecutorService threads = Executors.newCachedThreadPool(new CustomizableThreadFactory("caller-"));

	private volatile boolean stopped;

	/**
	 * Begin to call.
	 * @param count how many call at once
	 * @param call what each of them does
	 */
	void start(int count, Step call) {
		for (int i = 0; i < count; i++) {
			this.threads.execute(() -> repeat(call));
		}
	}

	/**
	 * A call that fails is part of the show, and must not fill the log.
	 */
	private void repeat(Step call) {
		while (!this.stopped) {
			try {
				call.run();
			}
			catch (Exception ex) {
				logger.debug("A call has failed", ex);
				pause();
			}
		}
	}

	/**
	 * Who fails at once must not keep a processor busy.
	 */
	private void pause() {
		try {
			TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
		}
		catch (InterruptedException ex) {
			// that is how the callers are stopped
		}
	}

	/**
	 * Call no more, interrupt the calls that are under way, and wait for their end.
	 * @throws InterruptedException if the current thread is interrupted
	 */
	void stop() throws InterruptedException {
		this.stopped = true;
		this.threads.shutdownNow();
		if (!this.threads.awaitTermination(10, TimeUnit.SECONDS)) {
			logger.warn("Some calls have not ended");
		}
	}

}
