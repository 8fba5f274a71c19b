package io.resiliencestarter.benchmarks;

/**
 * A circuit breaker that is compared, first the one that the others are compared with.
 */
public enum BreakerVariant implements Variant {

	/**
	 * The engine alone.
	 */
	ENGINE("bare resilience4j"),

	/**
	 * The breaker of a service.
	 */
	OURS("**this starter**");

	private final String label;

	BreakerVariant(String label) {
		this.label = label;
	}

	@Override
	public String label() {
		return this.label;
	}

	GuardedCalls open() {
		return switch (this) {
			case ENGINE -> new EngineCalls();
			case OURS -> new ServiceCalls();
		};
	}

}
