package io.resiliencestarter.http;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;

/**
 * Makes calls that go through the breaker of the service that they are for; those for no
 * declared service are left alone.
 */
class GuardedConnector implements ClientHttpConnector, DisposableBean {

	private final Originals<ClientHttpConnector> originals;

	private final ServiceMatcher<ServiceGuard> guards;

	private final BodyWatch watch = new BodyWatch(GuardedConnector::schedule);

	GuardedConnector(Function<HttpClientSettings, ClientHttpConnector> builder, HttpClientSettings settings,
			ServiceMatcher<ServiceGuard> guards) {
		this.originals = new Originals<>(builder, settings);
		this.guards = guards;
	}

	@Override
	public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
			Function<? super ClientHttpRequest, Mono<Void>> requestCallback) {
		return Mono.deferContextual((context) -> {
			ServiceGuard guard = this.guards.match(context.getOrDefault(ServiceAttribute.NAME, null), uri);
			// Deferred: some connectors throw what the callback throws
			Mono<ClientHttpResponse> response = Mono
				.defer(() -> this.originals.of(guard).connect(method, uri, requestCallback));
			return (guard != null) ? call(guard, method).watch(response) : response;
		});
	}

	private ReactiveCall call(ServiceGuard guard, HttpMethod method) {
		Duration readTimeout = guard.readTimeout(this.originals.settings().readTimeout());
		return new ReactiveCall(guard, method, readTimeout, this.watch, guard.acquire());
	}

	@SuppressWarnings("FutureReturnValueIgnored") // ends by itself
	private static void schedule(Runnable task, long millis) {
		Schedulers.parallel().schedule(task, millis, TimeUnit.MILLISECONDS);
	}

	@Override
	public void destroy() throws Exception {
		this.originals.destroy();
	}

}
