package io.resiliencestarter.http;

import java.util.function.Consumer;

import org.springframework.core.Ordered;

/**
 * Makes HTTP service groups that are named like a service call that service.
 *
 * @param urls where the groups are
 * @param guards the guards of the services
 */
record ServiceGroups(ServiceUrls urls, ServiceMatcher<ServiceGuard> guards) {

	/**
	 * After Spring Boot, which sets up the groups from their properties, and before the
	 * configurers of the application.
	 */
	static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 20;

	/**
	 * Set up the client of a group.
	 * @param group the name of the group
	 * @param baseUrl sets its URL
	 * @param service sets the service that its calls name
	 */
	void configure(String group, Consumer<String> baseUrl, Consumer<String> service) {
		String url = this.urls.ofGroup(group);
		if (url != null) {
			baseUrl.accept(url);
		}
		if (this.guards.contains(group)) {
			service.accept(group);
		}
	}

}
