package io.resiliencestarter.breaker;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The guards of dependencies that are no HTTP services.
 */
@ConfigurationProperties("resilience")
public class GuardsProperties {

	/**
	 * Guards by name, for dependencies that are no HTTP services, each with any setting
	 * of its breaker except HTTP statuses.
	 */
	private final Map<String, BreakerProperties> guards = new LinkedHashMap<>();

	public Map<String, BreakerProperties> getGuards() {
		return this.guards;
	}

}
