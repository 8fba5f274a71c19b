package io.resiliencestarter.budget;

import java.util.List;

/**
 * What one pool of the application wants of a server.
 *
 * @param pool the name of the pool
 * @param server the server that its connections lead to
 * @param wanted the most connections that it was configured to open
 * @param maximum the most connections that it opens now
 * @param quotas the limits that are known to count for it, none if nothing is known
 */
public record Claim(String pool, String server, int wanted, int maximum, List<Quota> quotas) {

	public Claim {
		quotas = List.copyOf(quotas);
	}

}
