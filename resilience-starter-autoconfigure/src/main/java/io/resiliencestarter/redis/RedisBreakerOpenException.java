package io.resiliencestarter.redis;

import io.resiliencestarter.breaker.RejectedByBreaker;

import org.springframework.data.redis.RedisConnectionFailureException;

/**
 * A caller was turned away because the breaker of the pool is open. Has no stack trace:
 * there can be very many of them, and they say nothing of the caller.
 */
class RedisBreakerOpenException extends RedisConnectionFailureException implements RejectedByBreaker {

	private final String breakerName;

	/**
	 * Create an exception.
	 * @param breakerName the breaker
	 * @param message why
	 */
	RedisBreakerOpenException(String breakerName, String message) {
		super(message);
		this.breakerName = breakerName;
	}

	@Override
	public String breakerName() {
		return this.breakerName;
	}

	@Override
	@SuppressWarnings("UnsynchronizedOverridesSynchronized") // does nothing
	public Throwable fillInStackTrace() {
		return this;
	}

}
