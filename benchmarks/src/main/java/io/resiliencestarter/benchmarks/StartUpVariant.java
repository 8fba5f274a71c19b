package io.resiliencestarter.benchmarks;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * An application that starts.
 */
enum StartUpVariant implements Variant {

	/** The same application without the starter and what it brings. */
	WITHOUT_STARTER("without the starter", "resilience-starter.*|resilience4j-.*"),

	/** With the starter. */
	OURS("**this starter**", "resilience4j-(?!circuitbreaker|core|micrometer).*");

	/** What is here to be compared with has no part in an application. */
	private static final String PEERS = "|aspectjweaver.*|spring-boot-starter-aspectj.*|druid.*|sentinel.*|jmh.*"
			+ "|flexy.*|datasource-proxy.*|failsafe.*|embedded-redis.*|benchmarks.*";

	private final String label;

	private final Pattern left;

	StartUpVariant(String label, String left) {
		this.label = label;
		this.left = Pattern.compile(left + PEERS);
	}

	@Override
	public String label() {
		return this.label;
	}

	/**
	 * Return what is on its class path.
	 * @return tells by the name of a library whether it is
	 */
	Predicate<String> libraries() {
		return this.left.asMatchPredicate().negate();
	}

}
