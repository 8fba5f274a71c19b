package io.resiliencestarter.support;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

/**
 * Publishes application events in their order on a thread of its own, which ends when
 * there is nothing more to publish: a listener that sends a message to somebody, hangs or
 * fails holds up neither the call that opened a breaker nor the look at the pools. What
 * comes before the context has started waits until then, as listeners are created late.
 * Thread-safe.
 */
public class EventDelivery implements SmartLifecycle, DisposableBean {

	private static final Log logger = LogFactory.getLog(EventDelivery.class);

	private static final int CAPACITY = 256;

	private static final long IDLE_SECONDS = 5;

	private final ApplicationEventPublisher publisher;

	private final ThreadPoolExecutor thread;

	private final CountDownLatch started = new CountDownLatch(1);

	private final AtomicBoolean dropped = new AtomicBoolean();

	/**
	 * Create a delivery.
	 * @param publisher publishes to the listeners
	 */
	public EventDelivery(ApplicationEventPublisher publisher) {
		this.publisher = publisher;
		this.thread = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(CAPACITY),
				(task) -> {
					Thread made = new Thread(task, "resilience-events");
					made.setDaemon(true);
					return made;
				});
		this.thread.allowCoreThreadTimeOut(true);
	}

	/**
	 * Publish an event soon. It is dropped if more than 256 others wait, or if the
	 * context has closed.
	 * @param event the event
	 */
	public void publish(Object event) {
		try {
			this.thread.execute(() -> deliver(event));
		}
		catch (RejectedExecutionException ex) {
			if (!this.thread.isShutdown() && this.dropped.compareAndSet(false, true)) {
				logger.warn("Listeners are slower than events come: %s was dropped; this is logged once"
					.formatted(event.getClass().getSimpleName()));
			}
		}
	}

	private void deliver(Object event) {
		try {
			this.started.await();
			this.publisher.publishEvent(event);
		}
		catch (Throwable ex) {
			if (!this.thread.isShutdown()) {
				logger.warn("A listener to %s failed".formatted(event.getClass().getSimpleName()), ex);
			}
		}
	}

	@Override
	public void start() {
		this.started.countDown();
	}

	@Override
	public void stop() {
		// Others may have something to tell until the end
	}

	@Override
	public boolean isRunning() {
		return this.started.getCount() == 0;
	}

	@Override
	public void destroy() {
		this.thread.shutdownNow();
	}

}
