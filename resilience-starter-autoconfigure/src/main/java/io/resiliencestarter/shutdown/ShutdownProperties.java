package io.resiliencestarter.shutdown;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of how an application ends.
 */
@ConfigurationProperties("resilience.shutdown")
public class ShutdownProperties {

	/**
	 * Time that connections in use have to come back before the pools are closed, once no
	 * request is under way any more. With 0 they are closed at once.
	 */
	private Duration drainTimeout = Duration.ofSeconds(20);

	public Duration getDrainTimeout() {
		return this.drainTimeout;
	}

	public void setDrainTimeout(Duration drainTimeout) {
		this.drainTimeout = drainTimeout;
	}

}
