package io.resiliencestarter.http;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The thread that looks at the bodies of the JDK's clients: a daemon that is there while
 * bodies are being read.
 */
final class BodyWatchThread {

	private static final int IDLE_SECONDS = 10;

	private static final ScheduledThreadPoolExecutor EXECUTOR = create();

	private BodyWatchThread() {
	}

	private static ScheduledThreadPoolExecutor create() {
		ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread thread = new Thread(task, "resilience-bodies");
			thread.setDaemon(true);
			return thread;
		});
		executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
		executor.allowCoreThreadTimeOut(true);
		return executor;
	}

	@SuppressWarnings("FutureReturnValueIgnored") // ends by itself
	static void schedule(Runnable task, long millis) {
		EXECUTOR.schedule(task, millis, TimeUnit.MILLISECONDS);
	}

}
