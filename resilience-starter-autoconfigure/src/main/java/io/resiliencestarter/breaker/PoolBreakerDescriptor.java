package io.resiliencestarter.breaker;

import org.jspecify.annotations.Nullable;

/**
 * The breaker of a pool as endpoints show it.
 *
 * @param name its name
 * @param state its state
 */
public record PoolBreakerDescriptor(String name, String state) {

	/**
	 * Describe a breaker.
	 * @param breaker the breaker, {@code null} if there is none
	 * @return the description, {@code null} if there is none
	 */
	public static @Nullable PoolBreakerDescriptor of(@Nullable Breaker breaker) {
		return (breaker != null) ? new PoolBreakerDescriptor(breaker.name(), breaker.state()) : null;
	}

}
