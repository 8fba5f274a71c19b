package io.resiliencestarter.http;

import java.net.URI;
import java.time.Duration;

import io.resiliencestarter.breaker.BreakerSettings;
import io.resiliencestarter.breaker.ExceptionRules;
import io.resiliencestarter.support.Setting;
import org.jspecify.annotations.Nullable;

/**
 * A declared downstream service, with defaults filled in and each value checked.
 *
 * @param name the name
 * @param baseUrl the URL that its calls begin with
 * @param connectTimeout the time that opening a connection may take
 * @param readTimeout the time that it may take to answer
 * @param failureStatuses the statuses that count as failures
 * @param ignoredStatuses the statuses that count as nothing
 * @param exceptions tells the exceptions that count as failures
 * @param cancelAfter the silence from which on a cancelled call is a failure
 * @param retryAfterLimit the time up to which its breaker stays open as long as it asks
 * for, {@code null} if that is not heeded
 * @param breaker the settings of its breaker
 */
record DownstreamService(String name, URI baseUrl, Setting<Duration> connectTimeout, Setting<Duration> readTimeout,
		StatusSet failureStatuses, StatusSet ignoredStatuses, ExceptionRules exceptions, Duration cancelAfter,
		@Nullable Duration retryAfterLimit, BreakerSettings breaker) {

	/**
	 * Return the same settings for another service.
	 * @param otherName its name
	 * @param otherUrl its URL
	 * @return the settings
	 */
	DownstreamService at(String otherName, URI otherUrl) {
		return new DownstreamService(otherName, otherUrl, this.connectTimeout, this.readTimeout, this.failureStatuses,
				this.ignoredStatuses, this.exceptions, this.cancelAfter, this.retryAfterLimit, this.breaker);
	}

}
