package io.resiliencestarter.breaker;

import java.util.Locale;

/**
 * What a breaker guards.
 */
public enum BreakerKind {

	/**
	 * A downstream service.
	 */
	HTTP,

	/**
	 * A database.
	 */
	DB,

	/**
	 * A Redis server.
	 */
	REDIS,

	/**
	 * Anything else that the application guards by itself.
	 */
	CUSTOM;

	String label() {
		return name().toLowerCase(Locale.ROOT);
	}

}
