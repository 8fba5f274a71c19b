package io.resiliencestarter.db;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of all database pools, and of single ones by the name of their bean.
 */
@ConfigurationProperties("resilience.db")
public class DbProperties extends DbPoolProperties {

	/**
	 * Whether database pools are tuned and watched.
	 */
	private boolean enabled = true;

	/**
	 * Settings of single pools, by the name of the DataSource bean.
	 */
	private final Map<String, DbPoolProperties> pools = new LinkedHashMap<>();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public Map<String, DbPoolProperties> getPools() {
		return this.pools;
	}

}
