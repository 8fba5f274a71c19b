package io.resiliencestarter.pool;

import java.util.Locale;

/**
 * What a pool's connections lead to.
 */
public enum PoolKind {

	/** A relational database. */
	DB,

	/** A Redis server, its replicas or its cluster. */
	REDIS;

	/**
	 * Return the value of the {@code kind} tag of meters.
	 * @return the name in lower case
	 */
	public String tag() {
		return name().toLowerCase(Locale.ROOT);
	}

}
