package io.resiliencestarter.http;

import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.support.WebClientHttpServiceGroupConfigurer;

/**
 * Sets up the HTTP service groups that make reactive calls.
 */
class WebClientGroupConfigurer implements WebClientHttpServiceGroupConfigurer {

	private final ServiceGroups groups;

	WebClientGroupConfigurer(ServiceGroups groups) {
		this.groups = groups;
	}

	@Override
	public void configureGroups(Groups<WebClient.Builder> clients) {
		clients.forEachClient((group, builder) -> this.groups.configure(group.name(), builder::baseUrl,
				(service) -> builder.defaultRequest((request) -> request.attribute(ServiceAttribute.NAME, service))));
	}

	@Override
	public int getOrder() {
		return ServiceGroups.ORDER;
	}

}
