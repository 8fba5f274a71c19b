package io.resiliencestarter.redis;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of the cache in Redis.
 */
@ConfigurationProperties("resilience.redis.cache")
public class RedisCacheProperties {

	/**
	 * Whether cached methods run without the cache while Redis cannot be reached.
	 */
	private boolean degrade = true;

	public boolean isDegrade() {
		return this.degrade;
	}

	public void setDegrade(boolean degrade) {
		this.degrade = degrade;
	}

}
