package io.resiliencestarter.breaker;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings of the breakers of services. {@code null} where the user has set nothing, so
 * that the next place in the order of precedence is asked.
 */
@ConfigurationProperties("resilience.breaker")
public class BreakerProperties {

	/**
	 * Whether calls are guarded by a breaker.
	 */
	private @Nullable Boolean enabled;

	/**
	 * Failures in a row that open the breaker.
	 */
	private @Nullable Integer failureThreshold;

	/**
	 * Time for which an open breaker rejects calls.
	 */
	private @Nullable Duration openFor;

	/**
	 * Trial calls of a half-open breaker that must succeed to close it.
	 */
	private @Nullable Integer successThreshold;

	/**
	 * Share of failed calls in the window that opens the breaker, 0 to 1. Failures in a
	 * row count if not set.
	 */
	private @Nullable Double failureRate;

	/**
	 * Calls over which the failure rate is measured.
	 */
	private @Nullable Integer window;

	/**
	 * Calls in the window before the failure rate counts.
	 */
	private @Nullable Integer minimumCalls;

	/**
	 * Time above which a call is slow. No call is slow if not set.
	 */
	private @Nullable Duration slowCallThreshold;

	/**
	 * Share of slow calls that opens the breaker, 0 to 1. Measured over the window, or
	 * over as many calls as the failure threshold if there is no failure rate.
	 */
	private @Nullable Double slowCallRate;

	/**
	 * HTTP statuses that count as failures, such as 503, 5xx or 500-503.
	 */
	private @Nullable List<String> failureStatuses;

	/**
	 * HTTP statuses that count neither as a failure nor as a success.
	 */
	private @Nullable List<String> ignoredStatuses;

	/**
	 * Exceptions that count as failures, by the names of their classes. Subclasses count
	 * too, and exceptions that are caused by one.
	 */
	private @Nullable List<String> failureExceptions;

	/**
	 * Exceptions that count neither as a failure nor as a success, also where they would
	 * be failures. By the names of their classes, as failure exceptions.
	 */
	private @Nullable List<String> ignoredExceptions;

	/**
	 * Silence of the service from which on a call that is cancelled counts as a failure.
	 */
	private @Nullable Duration cancelAfter;

	/**
	 * Longest time for which a breaker that a 503 opens stays open because the header
	 * Retry-After of that answer asks for it. The header is not heeded if not set.
	 */
	private @Nullable Duration retryAfterLimit;

	public @Nullable Boolean getEnabled() {
		return this.enabled;
	}

	public void setEnabled(@Nullable Boolean enabled) {
		this.enabled = enabled;
	}

	public @Nullable Integer getFailureThreshold() {
		return this.failureThreshold;
	}

	public void setFailureThreshold(@Nullable Integer failureThreshold) {
		this.failureThreshold = failureThreshold;
	}

	public @Nullable Duration getOpenFor() {
		return this.openFor;
	}

	public void setOpenFor(@Nullable Duration openFor) {
		this.openFor = openFor;
	}

	public @Nullable Integer getSuccessThreshold() {
		return this.successThreshold;
	}

	public void setSuccessThreshold(@Nullable Integer successThreshold) {
		this.successThreshold = successThreshold;
	}

	public @Nullable Double getFailureRate() {
		return this.failureRate;
	}

	public void setFailureRate(@Nullable Double failureRate) {
		this.failureRate = failureRate;
	}

	public @Nullable Integer getWindow() {
		return this.window;
	}

	public void setWindow(@Nullable Integer window) {
		this.window = window;
	}

	public @Nullable Integer getMinimumCalls() {
		return this.minimumCalls;
	}

	public void setMinimumCalls(@Nullable Integer minimumCalls) {
		this.minimumCalls = minimumCalls;
	}

	public @Nullable Duration getSlowCallThreshold() {
		return this.slowCallThreshold;
	}

	public void setSlowCallThreshold(@Nullable Duration slowCallThreshold) {
		this.slowCallThreshold = slowCallThreshold;
	}

	public @Nullable Double getSlowCallRate() {
		return this.slowCallRate;
	}

	public void setSlowCallRate(@Nullable Double slowCallRate) {
		this.slowCallRate = slowCallRate;
	}

	public @Nullable List<String> getFailureStatuses() {
		return this.failureStatuses;
	}

	public void setFailureStatuses(@Nullable List<String> failureStatuses) {
		this.failureStatuses = failureStatuses;
	}

	public @Nullable List<String> getIgnoredStatuses() {
		return this.ignoredStatuses;
	}

	public void setIgnoredStatuses(@Nullable List<String> ignoredStatuses) {
		this.ignoredStatuses = ignoredStatuses;
	}

	public @Nullable List<String> getFailureExceptions() {
		return this.failureExceptions;
	}

	public void setFailureExceptions(@Nullable List<String> failureExceptions) {
		this.failureExceptions = failureExceptions;
	}

	public @Nullable List<String> getIgnoredExceptions() {
		return this.ignoredExceptions;
	}

	public void setIgnoredExceptions(@Nullable List<String> ignoredExceptions) {
		this.ignoredExceptions = ignoredExceptions;
	}

	public @Nullable Duration getCancelAfter() {
		return this.cancelAfter;
	}

	public void setCancelAfter(@Nullable Duration cancelAfter) {
		this.cancelAfter = cancelAfter;
	}

	public @Nullable Duration getRetryAfterLimit() {
		return this.retryAfterLimit;
	}

	public void setRetryAfterLimit(@Nullable Duration retryAfterLimit) {
		this.retryAfterLimit = retryAfterLimit;
	}

}
