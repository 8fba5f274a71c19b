package io.resiliencestarter.http;

import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/**
 * Guards the calls of Apache HttpClient 5 where it is used without Spring's clients.
 * Thread-safe.
 */
public final class HttpComponentsServiceGuards {

	private final ServiceMatcher<ServiceGuard> guards;

	HttpComponentsServiceGuards(ServiceMatcher<ServiceGuard> guards) {
		this.guards = guards;
	}

	/**
	 * Guard the clients of a builder: their calls to declared services go through their
	 * breakers. <pre class="code">
	 * CloseableHttpClient client = guards.guard(HttpClients.custom()).build();
	 * </pre> A rejected call throws {@code CallNotPermittedException} before a connection
	 * is leased. Retries and redirects are calls of their own. A call without a response
	 * timeout gets the read timeout of the service. The {@link ServiceAttribute} of a
	 * call is one of its context.
	 * @param builder the builder
	 * @return the builder
	 */
	public HttpClientBuilder guard(HttpClientBuilder builder) {
		return this.guards.isEmpty() ? builder : builder.addExecInterceptorBefore(ChainElement.PROTOCOL.name(),
				"resilience", new GuardedExecution(this.guards));
	}

}
