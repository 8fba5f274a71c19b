package io.resiliencestarter.http;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import reactor.core.publisher.Mono;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;

/**
 * Makes calls that go through the breaker of the service that they are for; those for no
 * declared service are left alone. Each combination of timeouts has its own original
 * connector, built when it is needed.
 */
class GuardedConnector implements ClientHttpConnector {

	private final Function<HttpClientSettings, ClientHttpConnector> builder;

	private final HttpClientSettings settings;

	private final ServiceMatcher<ServiceGuard> guards;

	private final Map<HttpClientSettings, ClientHttpConnector> connectors = new ConcurrentHashMap<>();

	GuardedConnector(Function<HttpClientSettings, ClientHttpConnector> builder, HttpClientSettings settings,
			ServiceMatcher<ServiceGuard> guards) {
		this.builder = builder;
		this.settings = settings;
		this.guards = guards;
	}

	@Override
	public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
			Function<? super ClientHttpRequest, Mono<Void>> requestCallback) {
		ServiceGuard guard = this.guards.match(uri);
		if (guard == null) {
			return connector(this.settings).connect(method, uri, requestCallback);
		}
		ClientHttpConnector connector = connector(guard.settings(this.settings));
		return Mono.defer(() -> new ReactiveCall(guard, method, guard.readTimeout(this.settings), guard.acquire())
			.watch(connector.connect(method, uri, requestCallback)));
	}

	private ClientHttpConnector connector(HttpClientSettings wanted) {
		return this.connectors.computeIfAbsent(wanted, this.builder);
	}

}
