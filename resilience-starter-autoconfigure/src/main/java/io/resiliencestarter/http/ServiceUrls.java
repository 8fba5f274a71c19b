package io.resiliencestarter.http;

import io.resiliencestarter.support.Setting;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Where the services are. A service and the HTTP service group of its name share a URL
 * unless each has its own.
 */
final class ServiceUrls {

	private final ServicesProperties services;

	private final Environment environment;

	ServiceUrls(ServicesProperties services, Environment environment) {
		this.services = services;
		this.environment = environment;
	}

	/**
	 * Return the URL of a service: its own, or that of its group.
	 * @param name the name of the service
	 * @return the URL and the key that set it, empty if none did
	 */
	Setting<String> ofService(String name) {
		String groupKey = groupKey(name);
		String own = own(name);
		String ofGroup = (own == null) ? find(groupKey) : null;
		return (ofGroup != null) ? Setting.of(ofGroup, groupKey)
				: Setting.of((own != null) ? own : "", "resilience.services." + name + ".base-url");
	}

	/**
	 * Return the URL of a group: its own, or that of its service.
	 * @param name the name of the group
	 * @return the URL, {@code null} if there is no service of that name
	 */
	@Nullable String ofGroup(String name) {
		if (!this.services.getServices().containsKey(name)) {
			return null;
		}
		String url = find(groupKey(name));
		return (url != null) ? url : own(name);
	}

	private @Nullable String own(String name) {
		ServiceProperties service = this.services.getServices().get(name);
		return (service != null) ? strip(service.getBaseUrl()) : null;
	}

	private static String groupKey(String name) {
		return "spring.http.serviceclient." + name + ".base-url";
	}

	private @Nullable String find(String key) {
		return strip(Binder.get(this.environment)
			.bind(ConfigurationPropertyName.adapt(key, '.'), Bindable.of(String.class))
			.orElse(null));
	}

	private static @Nullable String strip(@Nullable String url) {
		return StringUtils.hasText(url) ? url.strip() : null;
	}

}
