package io.resiliencestarter.pool;

import org.jspecify.annotations.Nullable;

/**
 * What a handle knows of the use that is made of its connection, beyond what the thread
 * of its borrower tells. Handles need not implement this. Thread-safe.
 */
public interface ConnectionUse {

	/**
	 * Return what the connection is used for.
	 * @return the type in lower-case kebab, such as {@code pub-sub}
	 */
	String type();

	/**
	 * Return who uses the connection if no thread stays with it, as in a reactive flow.
	 * @return a name in place of the thread's, {@code null} if it is the borrower's
	 * thread
	 */
	@Nullable String threadless();

	/**
	 * Return whether the connection is at work right now.
	 * @return whether a command is in flight
	 */
	boolean busy();

	/**
	 * Return whether the use is meant to last, such as a subscription.
	 * @return whether it is no surprise that the connection is kept
	 */
	boolean lasting();

}
