package io.resiliencestarter.diagnosis;

import java.util.Locale;

/**
 * Why a pool has no connection for its callers: the root cause, not its victims.
 */
public enum Cause {

	/** Nothing is wrong, however full the pool is. */
	NONE,

	/** Connections were not given back by code that has moved on. */
	LEAK,

	/** Holders wait for something other than the database. */
	EXTERNAL_CALL,

	/** Holders compute while they hold. */
	SLOW_CODE,

	/** Holders wait for their statements. */
	SLOW_QUERY,

	/** Holders wait for locks in the database. */
	LOCK_WAIT,

	/** Holders wait for a second connection. */
	NESTED_BORROW,

	/** Holds are short, but more callers arrive than the pool can serve. */
	POOL_TOO_SMALL,

	/** The server or a pooler in front of it refuses more connections. */
	SERVER_LIMIT,

	/** The server cannot be reached or does not answer. */
	DATABASE_DOWN,

	/** The server refuses the credentials. */
	AUTHENTICATION,

	/** Connections are created, but too slowly. */
	SLOW_CREATION;

	/**
	 * Return the name as endpoints show it.
	 * @return the name in lower-case kebab
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
