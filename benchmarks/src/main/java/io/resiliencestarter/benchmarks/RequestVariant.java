package io.resiliencestarter.benchmarks;

/**
 * A request that is compared, first the one that the others are compared with.
 */
public enum RequestVariant implements Variant {

	/**
	 * Calls nobody.
	 */
	CONSTANT("answers a constant", "/constant", 200, true),

	/**
	 * Calls nobody either. Tomcat closes the connection after each 503.
	 */
	CONSTANT_503("answers a constant 503", "/constant-503", 503, true),

	/**
	 * Would call a service whose breaker is open.
	 */
	OPEN("**this starter**, the downstream's breaker is open: 503, `Retry-After` and problem", "/call/open", 503, true),

	/**
	 * Calls a service that does not answer. Its breaker is one that does not open.
	 */
	HANGING("downstream hangs to its read timeout of " + RequestServers.READ_TIMEOUT_MILLIS + " ms", "/call/hanging",
			504, true),

	/**
	 * Calls a service that answers, in an application without the starter.
	 */
	WITHOUT_STARTER("downstream answers, without the starter", "/call/healthy", 200, false),

	/**
	 * Calls a service that answers.
	 */
	OURS("**this starter**, downstream answers", "/call/healthy", 200, true);

	private final String label;

	private final String path;

	private final int status;

	private final boolean starter;

	RequestVariant(String label, String path, int status, boolean starter) {
		this.label = label;
		this.path = path;
		this.status = status;
		this.starter = starter;
	}

	@Override
	public String label() {
		return this.label;
	}

	String path() {
		return this.path;
	}

	int status() {
		return this.status;
	}

	boolean hasStarter() {
		return this.starter;
	}

}
