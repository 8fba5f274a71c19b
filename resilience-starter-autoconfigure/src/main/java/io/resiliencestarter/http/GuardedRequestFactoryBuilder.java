package io.resiliencestarter.http;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;

/**
 * Builds request factories whose calls to declared services are guarded.
 */
class GuardedRequestFactoryBuilder implements ClientHttpRequestFactoryBuilder<GuardedRequestFactory> {

	private final ClientHttpRequestFactoryBuilder<?> builder;

	private final ServiceMatcher<ServiceGuard> guards;

	GuardedRequestFactoryBuilder(ClientHttpRequestFactoryBuilder<?> builder, ServiceMatcher<ServiceGuard> guards) {
		this.builder = builder;
		this.guards = guards;
	}

	@Override
	public GuardedRequestFactory build(@Nullable HttpClientSettings settings) {
		return new GuardedRequestFactory(this.builder::build,
				(settings != null) ? settings : HttpClientSettings.defaults(), this.guards);
	}

}
