package io.resiliencestarter.http;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What becomes of calls to no declared service.
 */
@ConfigurationProperties("resilience.breaker")
public class UndeclaredHostsProperties {

	/**
	 * Whether calls to hosts that no service is declared for are guarded, by one breaker
	 * for each host.
	 */
	private boolean undeclaredHosts;

	public boolean isUndeclaredHosts() {
		return this.undeclaredHosts;
	}

	public void setUndeclaredHosts(boolean undeclaredHosts) {
		this.undeclaredHosts = undeclaredHosts;
	}

}
