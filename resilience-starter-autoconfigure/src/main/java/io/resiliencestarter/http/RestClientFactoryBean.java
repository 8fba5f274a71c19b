package io.resiliencestarter.http;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.client.RestClient;

/**
 * Creates the {@link RestClient} of a declared service.
 */
class RestClientFactoryBean implements FactoryBean<RestClient> {

	private final String service;

	private final ServicesProperties services;

	private final ObjectProvider<RestClient.Builder> builders;

	RestClientFactoryBean(String service, ServicesProperties services, ObjectProvider<RestClient.Builder> builders) {
		this.service = service;
		this.services = services;
		this.builders = builders;
	}

	@Override
	public RestClient getObject() {
		return this.builders.getObject().baseUrl(this.services.baseUrl(this.service)).build();
	}

	@Override
	public Class<?> getObjectType() {
		return RestClient.class;
	}

}
