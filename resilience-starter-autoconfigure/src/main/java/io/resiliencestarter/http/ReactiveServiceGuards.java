package io.resiliencestarter.http;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * Guards the calls of reactive HTTP clients that Spring Boot does not build. Thread-safe.
 */
public final class ReactiveServiceGuards {

	private final ServiceMatcher<ServiceGuard> guards;

	ReactiveServiceGuards(ServiceMatcher<ServiceGuard> guards) {
		this.guards = guards;
	}

	/**
	 * Guard a connector: its calls to declared services go through their breakers. Its
	 * timeouts stay as they are, but a body in the middle of which the service falls
	 * silent ends after the read timeout of the service.
	 * @param connector the original
	 * @return the guarded connector
	 */
	public ClientHttpConnector guard(ClientHttpConnector connector) {
		return new GuardedConnector((settings) -> connector, HttpClientSettings.defaults(), this.guards);
	}

}
