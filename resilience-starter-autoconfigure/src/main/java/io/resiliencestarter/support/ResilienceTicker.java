package io.resiliencestarter.support;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.resiliencestarter.pool.CallsWhileHolding;
import io.resiliencestarter.pool.MonitoredPool;
import io.resiliencestarter.pool.PoolListener;
import io.resiliencestarter.pool.PoolRegistry;
import io.resiliencestarter.pool.PoolTracker;
import io.resiliencestarter.pool.TrackerContext;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/**
 * The one background thread of the starter: moves the coarse clock of the pools on and,
 * less often, looks at each pool. A daemon that starts with the first pools, which may be
 * in use long before the context has started, and ends with the context. Thread-safe.
 */
public class ResilienceTicker implements SmartLifecycle, DisposableBean {

	private static final Log logger = LogFactory.getLog(ResilienceTicker.class);

	private static final int STEP_MILLIS = 50;

	private static final int STEPS_PER_LOOK = 10;

	private final List<PoolRegistry<?>> registries = new CopyOnWriteArrayList<>();

	private final TrackerContext context;

	private final CallsWhileHolding calls;

	private final PoolListener listener;

	private final Clock clock;

	private final List<Runnable> followers = new CopyOnWriteArrayList<>();

	private @Nullable ScheduledExecutorService scheduler;

	private int steps;

	private boolean failureLogged;

	ResilienceTicker(TrackerContext context, CallsWhileHolding calls, PoolListener listener, Clock clock) {
		this.context = context;
		this.calls = calls;
		this.listener = listener;
		this.clock = clock;
	}

	/**
	 * Look at pools from now on.
	 * @param registry the pools
	 */
	public void watch(PoolRegistry<?> registry) {
		this.registries.add(registry);
		start();
	}

	/**
	 * Do some quick work each time after all pools were looked at, twice a second.
	 * @param work the work
	 */
	public void afterLooks(Runnable work) {
		this.followers.add(work);
	}

	@Override
	@SuppressWarnings("FutureReturnValueIgnored") // a tick fails by logging
	public synchronized void start() {
		if (this.scheduler == null && !this.registries.isEmpty()) {
			this.context.clock().update(System.nanoTime());
			this.scheduler = Executors.newSingleThreadScheduledExecutor((task) -> {
				Thread thread = new Thread(task, "resilience-tick");
				thread.setDaemon(true);
				return thread;
			});
			this.scheduler.scheduleWithFixedDelay(this::step, STEP_MILLIS, STEP_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	private void step() {
		attempt(this::watchPools);
	}

	private void watchPools() {
		long now = System.nanoTime();
		this.context.clock().update(now);
		this.context.sites().tick(now);
		boolean look = ++this.steps % STEPS_PER_LOOK == 0;
		if (look) {
			attempt(() -> this.calls.tick(this.listener));
		}
		for (PoolRegistry<?> registry : this.registries) {
			for (MonitoredPool pool : registry.pools()) {
				attempt(() -> tick(pool, look));
			}
		}
		if (look) {
			this.followers.forEach(this::attempt);
		}
	}

	private void tick(MonitoredPool pool, boolean look) {
		PoolTracker<?> tracker = pool.tracker();
		if (tracker != null) {
			tracker.tick();
		}
		if (look) {
			pool.tick(this.clock.instant(), this.listener);
		}
	}

	/**
	 * A failure of ours must neither end the ticking nor fill the log.
	 */
	private void attempt(Runnable work) {
		try {
			work.run();
		}
		catch (RuntimeException | Error ex) {
			if (!this.failureLogged) {
				this.failureLogged = true;
				logger.warn("A pool could not be looked at; this is logged once", ex);
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
	public void destroy() {
		stop();
	}

	@Override
	public synchronized boolean isRunning() {
		return this.scheduler != null;
	}

	/**
	 * Stops after all who use pools.
	 */
	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

}
