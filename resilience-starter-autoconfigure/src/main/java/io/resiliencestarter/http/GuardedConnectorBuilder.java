package io.resiliencestarter.http;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;

/**
 * Builds connectors whose calls to declared services are guarded.
 */
class GuardedConnectorBuilder implements ClientHttpConnectorBuilder<GuardedConnector> {

	private final ClientHttpConnectorBuilder<?> builder;

	private final ServiceMatcher<ServiceGuard> guards;

	GuardedConnectorBuilder(ClientHttpConnectorBuilder<?> builder, ServiceMatcher<ServiceGuard> guards) {
		this.builder = builder;
		this.guards = guards;
	}

	@Override
	public GuardedConnector build(@Nullable HttpClientSettings settings) {
		return new GuardedConnector(this.builder::build, (settings != null) ? settings : HttpClientSettings.defaults(),
				this.guards);
	}

}
