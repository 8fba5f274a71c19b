package io.resiliencestarter.support;

import java.util.function.Function;

import io.resiliencestarter.pool.Thresholds;

/**
 * Finds the thresholds of a pool in the order of precedence.
 */
public final class ThresholdSettings {

	private ThresholdSettings() {
	}

	/**
	 * Find the thresholds of a pool.
	 * @param <P> the type of properties
	 * @param layers the places in which they can be set
	 * @param getter reads the thresholds of one place
	 * @return the thresholds
	 * @throws InvalidSettingException if one is not allowed, or the warning threshold is
	 * not below the critical one
	 */
	public static <P> Thresholds resolve(SettingLayers<P> layers, Function<P, ThresholdProperties> getter) {
		Setting<Double> warning = layers.get(
				SettingKey.share("thresholds.warning", (properties) -> getter.apply(properties).getWarning()),
				Thresholds.DEFAULT.warning());
		Setting<Double> critical = layers.get(
				SettingKey.share("thresholds.critical", (properties) -> getter.apply(properties).getCritical()),
				Thresholds.DEFAULT.critical());
		if (warning.value() >= critical.value()) {
			throw warning.explicit() ? invalid(warning, "below", critical) : invalid(critical, "above", warning);
		}
		return new Thresholds(warning.value(), critical.value());
	}

	private static InvalidSettingException invalid(Setting<Double> wrong, String relation, Setting<Double> other) {
		return new InvalidSettingException(wrong.origin(), wrong.value(),
				"%s %s, the value of '%s'".formatted(relation, other.value(), other.origin()));
	}

}
