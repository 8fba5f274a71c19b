package com.example.orders;

import org.jspecify.annotations.Nullable;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Breaks the pool in one way at a time. Meanwhile the pool has few connections, so that
 * few callers are enough and the machine stays usable.
 */
@Component
class Demo {

	private static final int CONNECTIONS = 4;

	private final DemoPool pool;

	private volatile @Nullable Run run;

	private boolean closed;

	Demo(DemoPool pool) {
		this.pool = pool;
	}

	/**
	 * Return what is broken now.
	 * @return the mishap, {@code null} if nothing is
	 */
	@Nullable Mishap current() {
		Run run = this.run;
		return (run != null) ? run.mishap() : null;
	}

	/**
	 * Begin a mishap, or end it. Another one is ended before.
	 * @param mishap what to begin or to end
	 * @throws Exception if that fails
	 */
	synchronized void toggle(Mishap mishap) throws Exception {
		boolean on = mishap.equals(current());
		stop();
		if (!on && !this.closed) {
			start(mishap);
		}
	}

	private void start(Mishap mishap) throws Exception {
		Run run = new Run(mishap, new Callers(), this.pool.show().connections().max());
		// Remembered before it begins: what has begun by half can be undone
		this.run = run;
		this.pool.resize(CONNECTIONS);
		mishap.begin().run();
		run.callers().start(mishap.callers(), mishap.call());
	}

	private void stop() throws Exception {
		Run run = this.run;
		if (run != null) {
			run.callers().stop();
			run.mishap().end().run();
			this.pool.resize(run.poolSize());
			this.run = null;
		}
	}

	/**
	 * Let nobody keep a connection while the application ends. Servers end with it, so
	 * nothing is to be undone there.
	 */
	@EventListener(ContextClosedEvent.class)
	synchronized void close() throws InterruptedException {
		this.closed = true;
		Run run = this.run;
		if (run != null) {
			run.callers().stop();
		}
	}

	/**
	 * A mishap that has begun.
	 *
	 * @param mishap what is broken
	 * @param callers who call
	 * @param poolSize the largest size of the pool before
	 */
	private record Run(Mishap mishap, Callers callers, int poolSize) {
	}

}
