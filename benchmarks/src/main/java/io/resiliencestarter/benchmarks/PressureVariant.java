package io.resiliencestarter.benchmarks;

/**
 * Under which pressure a pool is, first the one that the others are compared with.
 */
public enum PressureVariant implements Variant {

	/**
	 * Under pressure, but nobody looks.
	 */
	WITHOUT_STARTER("100 hold, 50 wait, without the starter", 150, false),

	/**
	 * Nobody uses the pool.
	 */
	AT_REST("**this starter**, at rest", 0, true),

	/**
	 * All connections are held, without anybody who waits.
	 */
	FULL("**this starter**, 100 hold", 100, true),

	/**
	 * Callers wait, for longer than they should.
	 */
	DRY("**this starter**, 100 hold, 50 wait", 150, true);

	static final int SIZE = 100;

	private final String label;

	private final int threads;

	private final boolean starter;

	PressureVariant(String label, int threads, boolean starter) {
		this.label = label;
		this.threads = threads;
		this.starter = starter;
	}

	@Override
	public String label() {
		return this.label;
	}

	DryPool open() {
		DryPool pool = DryPool.open(SIZE, "resilience.enabled=" + this.starter,
				"spring.datasource.hikari.connection-timeout=3600000");
		pool.hold(this.threads);
		return pool;
	}

}
