package io.resiliencestarter.support;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.resiliencestarter.pool.PoolRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * The one background thread of the starter: looks at each pool once a second. A daemon,
 * started with the context and ended with it.
 */
class ResilienceTicker implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(ResilienceTicker.class);

	private final List<PoolRegistry<?>> registries;

	private final Clock clock;

	private @Nullable ScheduledExecutorService scheduler;

	private boolean failureLogged;

	ResilienceTicker(List<PoolRegistry<?>> registries, Clock clock) {
		this.registries = registries;
		this.clock = clock;
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // a tick fails by logging
	public synchronized void start() {
		if (this.scheduler == null && !this.registries.isEmpty()) {
			this.scheduler = Executors.newSingleThreadScheduledExecutor((task) -> {
				Thread thread = new Thread(task, "resilience-tick");
				thread.setDaemon(true);
				return thread;
			});
			this.scheduler.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
		}
	}

	/**
	 * A failure of ours must neither end the ticking nor fill the log.
	 */
	private void tick() {
		for (PoolRegistry<?> registry : this.registries) {
			try {
				registry.tick(this.clock.instant());
			}
			catch (RuntimeException ex) {
				if (!this.failureLogged) {
					this.failureLogged = true;
					logger.warn("A pool could not be looked at; this is logged once", ex);
				}
			}
		}
	}

	@Override
	public synchronized void stop() {
		if (this.scheduler != null) {
			this.scheduler.shutdownNow();
			this.scheduler = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.scheduler != null;
	}

}
