package io.resiliencestarter.http;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;

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

	/**
	 * Return what a {@code WebClient} on a guarded connector needs for
	 * {@link ServiceAttribute} to work, and for a call to an open breaker to fail with
	 * the {@code CallNotPermittedException} itself.
	 * @return the filter
	 */
	public ExchangeFilterFunction filter() {
		return new ServiceExchangeFilter();
	}

}
