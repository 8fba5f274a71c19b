package io.resiliencestarter.http;

import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientHttpServiceGroupConfigurer;

/**
 * Sets up the HTTP service groups that make blocking calls.
 */
class RestClientGroupConfigurer implements RestClientHttpServiceGroupConfigurer {

	private final ServiceGroups groups;

	RestClientGroupConfigurer(ServiceGroups groups) {
		this.groups = groups;
	}

	@Override
	public void configureGroups(Groups<RestClient.Builder> clients) {
		clients.forEachClient((group, builder) -> this.groups.configure(group.name(), builder::baseUrl,
				(service) -> builder.defaultRequest((request) -> request.attribute(ServiceAttribute.NAME, service))));
	}

	@Override
	public int getOrder() {
		return ServiceGroups.ORDER;
	}

}
