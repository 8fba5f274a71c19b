package io.resiliencestarter.pool;

/**
 * A pool whose counts a test sets.
 */
public class StubPool extends MonitoredPool {

	private static final int MAX = 10;

	private volatile boolean started = true;

	private volatile boolean down;

	private volatile int active;

	public StubPool(String name) {
		super(name, PoolKind.DB, Thresholds.DEFAULT);
	}

	public void setStarted(boolean started) {
		this.started = started;
	}

	public void setDown(boolean down) {
		this.down = down;
	}

	public void setActive(int active) {
		this.active = active;
	}

	@Override
	protected boolean started() {
		return this.started;
	}

	@Override
	protected boolean down() {
		return this.down;
	}

	@Override
	public PoolConnections connections() {
		return new PoolConnections(MAX, 0, this.active, this.active, 0, 0);
	}

}
