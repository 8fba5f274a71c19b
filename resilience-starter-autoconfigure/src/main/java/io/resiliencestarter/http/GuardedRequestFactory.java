package io.resiliencestarter.http;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Creates requests that go through the breaker of the service that they are for; those
 * for no declared service are left alone. Each combination of timeouts has its own
 * original factory, built when it is needed.
 */
class GuardedRequestFactory implements ClientHttpRequestFactory, DisposableBean {

	private final Function<HttpClientSettings, ClientHttpRequestFactory> builder;

	private final HttpClientSettings settings;

	private final ServiceMatcher<ServiceGuard> guards;

	private final Map<HttpClientSettings, ClientHttpRequestFactory> factories = new ConcurrentHashMap<>();

	private final Map<ServiceGuard, ClientHttpRequestFactory> factoriesOfServices = new ConcurrentHashMap<>();

	GuardedRequestFactory(Function<HttpClientSettings, ClientHttpRequestFactory> builder, HttpClientSettings settings,
			ServiceMatcher<ServiceGuard> guards) {
		this.builder = builder;
		this.settings = settings;
		this.guards = guards;
	}

	@Override
	public ClientHttpRequest createRequest(URI uri, HttpMethod method) throws IOException {
		ServiceGuard guard = this.guards.match(uri);
		if (guard == null) {
			return factory(this.settings).createRequest(uri, method);
		}
		return GuardedRequest.of(factory(guard).createRequest(uri, method), guard);
	}

	private ClientHttpRequestFactory factory(ServiceGuard guard) {
		return this.factoriesOfServices.computeIfAbsent(guard, (key) -> factory(key.settings(this.settings)));
	}

	private ClientHttpRequestFactory factory(HttpClientSettings wanted) {
		return this.factories.computeIfAbsent(wanted, this.builder);
	}

	@Override
	public void destroy() throws Exception {
		for (ClientHttpRequestFactory factory : this.factories.values()) {
			if (factory instanceof DisposableBean disposable) {
				disposable.destroy();
			}
		}
	}

}
