package io.resiliencestarter.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ObjLongConsumer;

/**
 * Looks at the bodies that are being read, four times a second while there are any. A
 * timer for each body would cost more than the whole call does otherwise. Thread-safe.
 */
final class BodyWatch {

	private static final long STEP_MILLIS = Duration.ofMillis(250).toMillis();

	private final Set<Runnable> looks = ConcurrentHashMap.newKeySet();

	private final AtomicBoolean ticking = new AtomicBoolean();

	private final ObjLongConsumer<Runnable> scheduler;

	/**
	 * Create a watch over no body.
	 * @param scheduler runs a task once, so many milliseconds from now
	 */
	BodyWatch(ObjLongConsumer<Runnable> scheduler) {
		this.scheduler = scheduler;
	}

	/**
	 * Look at a body from now on.
	 * @param look looks at it; must not fail
	 */
	void add(Runnable look) {
		this.looks.add(look);
		tickIfNeeded();
	}

	/**
	 * Look at a body no more.
	 * @param look what was added
	 */
	void remove(Runnable look) {
		this.looks.remove(look);
	}

	private void tickIfNeeded() {
		if (!this.ticking.get() && this.ticking.compareAndSet(false, true)) {
			schedule();
		}
	}

	private void schedule() {
		this.scheduler.accept(this::tick, STEP_MILLIS);
	}

	private void tick() {
		this.looks.forEach(Runnable::run);
		if (!this.looks.isEmpty()) {
			schedule();
			return;
		}
		this.ticking.set(false);
		// One that came in between found the ticking on
		if (!this.looks.isEmpty()) {
			tickIfNeeded();
		}
	}

}
