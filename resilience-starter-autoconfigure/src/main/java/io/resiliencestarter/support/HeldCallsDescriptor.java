package io.resiliencestarter.support;

import java.util.List;

import io.resiliencestarter.pool.ApplicationFrames;
import io.resiliencestarter.pool.HeldCalls;

/**
 * Calls to a service that were made while a connection was held, as endpoints show them.
 *
 * @param service the name of the service
 * @param count how many since the start
 * @param sites the lines of the application that some of them came from
 */
public record HeldCallsDescriptor(String service, long count, List<String> sites) {

	/**
	 * Describe calls.
	 * @param calls the calls
	 * @return the description
	 */
	public static HeldCallsDescriptor of(HeldCalls calls) {
		return new HeldCallsDescriptor(calls.service(), calls.count(),
				calls.sites().stream().map(ApplicationFrames::format).sorted().toList());
	}

}
