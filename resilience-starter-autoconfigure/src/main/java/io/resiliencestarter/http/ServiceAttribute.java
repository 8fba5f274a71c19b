package io.resiliencestarter.http;

/**
 * The request attribute that tells which service a call is for, where the URL does not:
 * one through a gateway, to an IP address, or to a URL that something else rewrites.
 * <pre class="code">
 * restClient.get().uri(url).attribute(ServiceAttribute.NAME, "billing").retrieve()
 * </pre> The value is the name of a service below {@code resilience.services}. One that
 * is not there is told once, and the URL decides. Apache HttpClient has it in the context
 * of a call; for a client of the JDK, see {@link ServiceGuards}.
 */
public final class ServiceAttribute {

	/**
	 * The name of the attribute.
	 */
	public static final String NAME = "io.resiliencestarter.service";

	private ServiceAttribute() {
	}

}
