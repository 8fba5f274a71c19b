package io.resiliencestarter.pool;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A tracker whose time a test moves, and the connections that are borrowed through it.
 * The clock makes a step every 50 milliseconds, and the tracker a tick with it.
 */
final class TrackedStubs {

	static final long STEP = TimeUnit.MILLISECONDS.toNanos(50);

	private static final long START = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(10);

	private static final long CAPTURE_COST = TimeUnit.MICROSECONDS.toNanos(10);

	private long nanos = START;

	private long capturing;

	private int borrows;

	private final CoarseClock clock = new CoarseClock(START);

	private final SiteCapture sites = new SiteCapture(this::nanosWhileCapturing);

	private final TrackerContext context = new TrackerContext(this.clock, this.sites,
			new ApplicationFrames(List.of("io.resiliencestarter.pool")));

	private final PoolTracker<StubConnection> tracker = new PoolTracker<>(PoolKind.DB, this.context,
			StubConnection::isClosed, StubConnection::isClosed);

	PoolTracker<StubConnection> tracker() {
		return this.tracker;
	}

	TrackerContext context() {
		return this.context;
	}

	SiteCapture sites() {
		return this.sites;
	}

	private long nanosWhileCapturing() {
		this.capturing += CAPTURE_COST;
		return this.nanos + this.capturing;
	}

	/**
	 * Let time pass.
	 * @param nanos how much
	 */
	void pass(long nanos) {
		long end = this.nanos + nanos;
		while (end - (this.clock.nanos() + STEP) >= 0) {
			this.nanos = this.clock.nanos() + STEP;
			this.clock.update(this.nanos);
			this.sites.tick(this.nanos);
			this.tracker.tick();
		}
		this.nanos = end;
	}

	/**
	 * Borrow a connection at once.
	 * @param connection the physical connection
	 * @return the handle
	 */
	StubConnection borrow(StubConnection connection) {
		StubConnection handle = new StubConnection(++this.borrows);
		this.tracker.borrowed(connection, handle, this.tracker.now());
		return handle;
	}

}
