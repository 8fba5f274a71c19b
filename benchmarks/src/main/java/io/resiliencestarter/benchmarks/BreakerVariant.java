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
	 * The engine by its annotation, in an application with its own starter.
	 */
	ENGINE_ANNOTATED("resilience4j's `@CircuitBreaker`, with its starter"),

	/**
	 * The breaker of Failsafe alone.
	 */
	FAILSAFE("bare Failsafe"),

	/**
	 * Failsafe as most call it.
	 */
	FAILSAFE_EXECUTOR("Failsafe, by its executor"),

	/**
	 * Sentinel with a rule for failures.
	 */
	SENTINEL("Sentinel"),

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
			case ENGINE_ANNOTATED -> new AnnotatedCalls();
			case FAILSAFE -> new FailsafeCalls();
			case FAILSAFE_EXECUTOR -> new FailsafeCalls.ByExecutor();
			case SENTINEL -> new SentinelCalls();
			case OURS -> new ServiceCalls();
		};
	}

}
