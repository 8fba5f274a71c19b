package io.resiliencestarter.pool;

import java.util.List;

/**
 * Calls to a service that were made while connections of a pool were held. Immutable.
 *
 * @param service the name of the service
 * @param count how many since the start
 * @param sites the lines of the application that some of them came from
 */
public record HeldCalls(String service, long count, List<StackTraceElement> sites) {

	public HeldCalls {
		sites = List.copyOf(sites);
	}

}
