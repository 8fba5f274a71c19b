package io.resiliencestarter.budget;

import org.jspecify.annotations.Nullable;

/**
 * A number of connections that whoever is in charge lets in.
 *
 * @param name what sets the limit, for example {@code max_connections}
 * @param limit the limit
 * @param used how many of them are in use, by whomever; {@code null} if that is not known
 * @param ofServer whether it counts for all connections to the server, and not only for
 * those of one user or database
 */
public record Quota(String name, int limit, @Nullable Integer used, boolean ofServer) {

	/**
	 * Return how many more connections it lets in.
	 * @return the number, {@code null} if that is not known
	 */
	public @Nullable Integer room() {
		return (this.used != null) ? Math.max(0, this.limit - this.used) : null;
	}

}
