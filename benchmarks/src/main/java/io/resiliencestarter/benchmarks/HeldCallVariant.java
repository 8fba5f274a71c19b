package io.resiliencestarter.benchmarks;

/**
 * Who calls a service, first the one that the others are compared with.
 */
public enum HeldCallVariant implements Variant {

	/**
	 * Nobody looks.
	 */
	UNCHECKED("not checked", 15, false),

	/**
	 * All connections of a pool are in the hands of others.
	 */
	FREE("**this starter**, pool of 15 in use, none by the caller", 15, false),

	/**
	 * All connections of a large pool are in the hands of others.
	 */
	FREE_LARGE("**this starter**, pool of 100 in use, none by the caller", 100, false),

	/**
	 * The caller holds one.
	 */
	HOLDING("**this starter**, pool of 15 in use, one by the caller", 15, true);

	private final String label;

	private final int poolSize;

	private final boolean holding;

	HeldCallVariant(String label, int poolSize, boolean holding) {
		this.label = label;
		this.poolSize = poolSize;
		this.holding = holding;
	}

	@Override
	public String label() {
		return this.label;
	}

	int poolSize() {
		return this.poolSize;
	}

	boolean isHolding() {
		return this.holding;
	}

}
