package io.resiliencestarter.http;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Creates the {@link WebClient} of a declared service.
 */
class WebClientFactoryBean implements FactoryBean<WebClient> {

	private final String service;

	private final ServicesProperties services;

	private final ObjectProvider<WebClient.Builder> builders;

	WebClientFactoryBean(String service, ServicesProperties services, ObjectProvider<WebClient.Builder> builders) {
		this.service = service;
		this.services = services;
		this.builders = builders;
	}

	@Override
	public WebClient getObject() {
		return this.builders.getObject().baseUrl(this.services.baseUrl(this.service)).build();
	}

	@Override
	public Class<?> getObjectType() {
		return WebClient.class;
	}

}
