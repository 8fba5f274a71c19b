package io.resiliencestarter.breaker;

/**
 * How a call of a breaker has ended.
 */
enum CallOutcome {

	/** It succeeded. */
	SUCCESSFUL,

	/** It failed. */
	FAILED,

	/** It says nothing about what is guarded. */
	IGNORED,

	/** It was not permitted, and took no time. */
	REJECTED

}
