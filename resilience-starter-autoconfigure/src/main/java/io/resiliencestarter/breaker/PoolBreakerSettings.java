package io.resiliencestarter.breaker;

import java.time.Duration;
import java.util.function.Function;

import io.resiliencestarter.support.InvalidSettingException;
import io.resiliencestarter.support.SettingKey;
import io.resiliencestarter.support.SettingLayers;
import org.jspecify.annotations.Nullable;

/**
 * Finds the settings of the breaker of a pool in the order of precedence.
 */
public final class PoolBreakerSettings {

	private PoolBreakerSettings() {
	}

	/**
	 * Find the settings of the breaker of a pool.
	 * @param <P> the type of properties
	 * @param layers the places in which they can be made
	 * @param getter reads the breaker of one place
	 * @return the settings, or {@code null} if the breaker is switched off
	 * @throws InvalidSettingException if one is not allowed, be it switched off or not
	 */
	public static <P> @Nullable BreakerSettings resolve(SettingLayers<P> layers,
			Function<P, PoolBreakerProperties> getter) {
		SettingKey<P, Boolean> enabled = SettingKey.bool("breaker.enabled",
				(properties) -> getter.apply(properties).getEnabled());
		SettingKey<P, Integer> failureThreshold = BreakerSettingsResolver.calls(SettingKey
			.integer("breaker.failure-threshold", (properties) -> getter.apply(properties).getFailureThreshold()));
		SettingKey<P, Duration> openFor = BreakerSettingsResolver
			.time(SettingKey.duration("breaker.open-for", (properties) -> getter.apply(properties).getOpenFor()));
		SettingKey<P, Integer> successThreshold = BreakerSettingsResolver.calls(SettingKey
			.integer("breaker.success-threshold", (properties) -> getter.apply(properties).getSuccessThreshold()));
		BreakerSettings settings = BreakerSettings.inARow(layers.get(failureThreshold, 5).value(),
				layers.get(openFor, Duration.ofSeconds(10)).value(), layers.get(successThreshold, 2).value());
		return layers.get(enabled, true).value() ? settings : null;
	}

}
