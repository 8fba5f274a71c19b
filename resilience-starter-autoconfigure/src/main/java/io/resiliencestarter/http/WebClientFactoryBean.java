package io.resiliencestarter.http;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.env.Environment;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Creates the {@link WebClient} of a declared service.
 */
class WebClientFactoryBean implements FactoryBean<WebClient> {

	private final String service;

	private final ServiceUrls urls;

	private final ObjectProvider<WebClient.Builder> builders;

	WebClientFactoryBean(String service, ServicesProperties services, Environment environment,
			ObjectProvider<WebClient.Builder> builders) {
		this.service = service;
		this.urls = new ServiceUrls(services, environment);
		this.builders = builders;
	}

	@Override
	public WebClient getObject() {
		return this.builders.getObject().baseUrl(this.urls.ofService(this.service).value()).build();
	}

	@Override
	public Class<?> getObjectType() {
		return WebClient.class;
	}

}
