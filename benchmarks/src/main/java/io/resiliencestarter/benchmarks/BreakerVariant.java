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
	 * The engine with its own meters, which come with the starter.
	 */
	ENGINE_WITH_METERS("resilience4j with its Micrometer meters"),

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
			case ENGINE_WITH_METERS -> new EngineCalls().withMeters();
			case OURS -> new ServiceCalls();
		};
	}

}
