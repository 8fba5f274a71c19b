package io.resiliencestarter.redis;

import java.util.function.Supplier;

import io.resiliencestarter.breaker.RejectedByBreaker;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.RedisConnectionFailureException;

/**
 * A caller was turned away because the breaker of the pool is open. Has no stack trace:
 * there can be very many of them, and they say nothing of the caller.
 */
class RedisBreakerOpenException extends RedisConnectionFailureException implements RejectedByBreaker {

	private final String breakerName;

	private final transient Supplier<String> text;

	/**
	 * Create an exception.
	 * @param breakerName the breaker
	 * @param text says why, if somebody wants to know: writing it takes longer than all
	 * else
	 */
	RedisBreakerOpenException(String breakerName, Supplier<String> text) {
		super("Circuit breaker '" + breakerName + "' is open");
		this.breakerName = breakerName;
		this.text = text;
	}

	@Override
	public @Nullable String getMessage() {
		// Not there after the exception was sent elsewhere
		return (this.text != null) ? this.text.get() : super.getMessage();
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
