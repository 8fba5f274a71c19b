package io.resiliencestarter.web;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of what a web application answers.
 */
@ConfigurationProperties("resilience.web")
public class WebProperties {

	/**
	 * Whether a request that fails because a breaker is open is answered with status 503,
	 * Retry-After and a problem (RFC 9457), unless the application handles the exception.
	 */
	private boolean problemDetails = true;

	public boolean isProblemDetails() {
		return this.problemDetails;
	}

	public void setProblemDetails(boolean problemDetails) {
		this.problemDetails = problemDetails;
	}

}
