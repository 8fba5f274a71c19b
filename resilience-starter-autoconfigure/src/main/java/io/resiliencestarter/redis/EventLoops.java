package io.resiliencestarter.redis;

import io.netty.util.concurrent.FastThreadLocalThread;
import reactor.core.scheduler.Schedulers;

/**
 * Knows the threads that must not wait, because others wait for them.
 */
final class EventLoops {

	private EventLoops() {
	}

	static boolean isCurrentThread() {
		return Thread.currentThread() instanceof FastThreadLocalThread || Schedulers.isInNonBlockingThread();
	}

}
