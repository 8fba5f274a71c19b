package io.resiliencestarter.http;

import java.net.URI;
import java.util.function.Function;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Creates requests that go through the breaker of the service that they are for; those
 * for no declared service are left alone.
 */
class GuardedRequestFactory implements ClientHttpRequestFactory, DisposableBean {

	private final Originals<ClientHttpRequestFactory> originals;

	private final ServiceMatcher<ServiceGuard> guards;

	GuardedRequestFactory(Function<HttpClientSettings, ClientHttpRequestFactory> builder, HttpClientSettings settings,
			ServiceMatcher<ServiceGuard> guards) {
		this.originals = new Originals<>(builder, settings);
		this.guards = guards;
	}

	/**
	 * Guard a request factory as it is.
	 * @param factory the original
	 * @param guards the guards of the services
	 * @return the guarded factory
	 */
	static GuardedRequestFactory of(ClientHttpRequestFactory factory, ServiceMatcher<ServiceGuard> guards) {
		return new GuardedRequestFactory((settings) -> factory, HttpClientSettings.defaults(), guards);
	}

	@Override
	public ClientHttpRequest createRequest(URI uri, HttpMethod method) {
		return new GuardedRequest(uri, method, this.originals, this.guards);
	}

	@Override
	public void destroy() throws Exception {
		this.originals.destroy();
	}

}
