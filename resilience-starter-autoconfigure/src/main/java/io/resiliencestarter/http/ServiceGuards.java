package io.resiliencestarter.http;

import java.net.http.HttpClient;

import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Guards the calls of HTTP clients that Spring Boot does not build. Thread-safe.
 */
public final class ServiceGuards {

	private final ServiceMatcher<ServiceGuard> guards;

	ServiceGuards(ServiceMatcher<ServiceGuard> guards) {
		this.guards = guards;
	}

	/**
	 * Guard a request factory: its calls to declared services go through their breakers.
	 * Its timeouts stay as they are.
	 * @param factory the original; destroyed with the guarded one
	 * @return the guarded factory
	 */
	public ClientHttpRequestFactory guard(ClientHttpRequestFactory factory) {
		return GuardedRequestFactory.of(factory, this.guards);
	}

	/**
	 * Guard a client of the JDK: its calls to declared services go through their
	 * breakers. <pre class="code">
	 * HttpClient client = guards.guard(HttpClient.newHttpClient());
	 * </pre> A rejected call throws {@code CallNotPermittedException} from {@code send},
	 * and {@code sendAsync} returns a future that has failed with it. A request without a
	 * timeout gets the read timeout of the service, which also bounds the silence in the
	 * middle of a body, except in streams of events.
	 * @param client the original; shut down with the guarded one
	 * @return the guarded client
	 */
	public HttpClient guard(HttpClient client) {
		return this.guards.isEmpty() ? client : new GuardedHttpClient(client, this.guards::match);
	}

	/**
	 * Guard a client of the JDK, all of whose calls are for one service whatever their
	 * URLs, since its requests have no attribute that could name one.
	 * @param client the original; shut down with the guarded one
	 * @param service the name of a service below {@code resilience.services}; one that is
	 * not there is told once, and the URL decides
	 * @return the guarded client
	 * @see #guard(HttpClient)
	 * @see ServiceAttribute
	 */
	public HttpClient guard(HttpClient client, String service) {
		return this.guards.isEmpty() ? client : new GuardedHttpClient(client, (url) -> this.guards.match(service, url));
	}

}
