package io.resiliencestarter.benchmarks;

/**
 * A reactive call that is compared, first the one that the others are compared with.
 */
public enum ReactiveVariant implements Variant {

	/**
	 * Nobody guards it.
	 */
	UNGUARDED("not guarded"),

	/**
	 * Guarded as a call to a declared service.
	 */
	OURS("**this starter**");

	private final String label;

	ReactiveVariant(String label) {
		this.label = label;
	}

	@Override
	public String label() {
		return this.label;
	}

	ReactiveCalls open() {
		return new ReactiveCalls(this == OURS);
	}

}
