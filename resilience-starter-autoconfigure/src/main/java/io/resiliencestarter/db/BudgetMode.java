package io.resiliencestarter.db;

import java.util.Locale;

/**
 * How the replicas of an application share the connections of a server.
 */
public enum BudgetMode {

	/** Not at all: each opens what its pools are configured to. */
	OFF,

	/** In equal parts, as many as are said to run. */
	STATIC,

	/** By leases, as many as really run. */
	SHARED;

	/**
	 * Return the name as users write it.
	 * @return the name in lower case
	 */
	public String id() {
		return name().toLowerCase(Locale.ROOT);
	}

}
