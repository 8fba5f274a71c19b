package io.resiliencestarter.http;

import java.time.Duration;

import io.resiliencestarter.breaker.BreakerProperties;
import org.jspecify.annotations.Nullable;

/**
 * Settings of one downstream service, those of its breaker included. {@code null} where
 * the user has set nothing.
 */
public class ServiceProperties extends BreakerProperties {

	/**
	 * URL that the calls to the service begin with.
	 */
	private @Nullable String baseUrl;

	/**
	 * Time that opening a connection may take.
	 */
	private @Nullable Duration connectTimeout;

	/**
	 * Time that the service may take to answer.
	 */
	private @Nullable Duration readTimeout;

	public @Nullable String getBaseUrl() {
		return this.baseUrl;
	}

	public void setBaseUrl(@Nullable String baseUrl) {
		this.baseUrl = baseUrl;
	}

	public @Nullable Duration getConnectTimeout() {
		return this.connectTimeout;
	}

	public void setConnectTimeout(@Nullable Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
	}

	public @Nullable Duration getReadTimeout() {
		return this.readTimeout;
	}

	public void setReadTimeout(@Nullable Duration readTimeout) {
		this.readTimeout = readTimeout;
	}

}
