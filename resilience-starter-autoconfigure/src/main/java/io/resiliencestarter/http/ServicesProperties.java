package io.resiliencestarter.http;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * The downstream services.
 */
@ConfigurationProperties("resilience")
public class ServicesProperties {

	/**
	 * Downstream services by name, each with its base-url, timeouts and any setting of
	 * its breaker.
	 */
	private final Map<String, ServiceProperties> services = new LinkedHashMap<>();

	/**
	 * Return the services that are declared, before there are any beans.
	 * @param environment the environment
	 * @return the services by name, those that an environment variable misspells included
	 */
	static Map<String, ServiceProperties> declaredIn(Environment environment) {
		return Binder.get(environment)
			.bind("resilience.services", Bindable.mapOf(String.class, ServiceProperties.class))
			.orElse(Map.of());
	}

	public Map<String, ServiceProperties> getServices() {
		return this.services;
	}

}
