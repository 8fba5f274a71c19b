package io.resiliencestarter.http;

import org.springframework.boot.http.client.HttpClientSettings;
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
		return new GuardedRequestFactory((settings) -> factory, HttpClientSettings.defaults(), this.guards);
	}

}
