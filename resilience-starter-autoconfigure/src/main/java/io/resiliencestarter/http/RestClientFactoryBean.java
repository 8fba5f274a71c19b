package io.resiliencestarter.http;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.env.Environment;
import org.springframework.web.client.RestClient;

/**
 * Creates the {@link RestClient} of a declared service.
 */
class RestClientFactoryBean implements FactoryBean<RestClient> {

	private final String service;

	private final ServiceUrls urls;

	private final ObjectProvider<RestClient.Builder> builders;

	RestClientFactoryBean(String service, ServicesProperties services, Environment environment,
			ObjectProvider<RestClient.Builder> builders) {
		this.service = service;
		this.urls = new ServiceUrls(services, environment);
		this.builders = builders;
	}

	@Override
	public RestClient getObject() {
		return this.builders.getObject().baseUrl(this.urls.ofService(this.service).value()).build();
	}

	@Override
	public Class<?> getObjectType() {
		return RestClient.class;
	}

}
