package io.resiliencestarter.support;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Places in which a setting can be made, in the order of precedence: properties, the most
 * specific first, then the plain environment names, then a preset, then the default.
 *
 * @param <P> the type of properties
 */
public final class SettingLayers<P> {

	private final Environment environment;

	private final List<Layer<P>> layers;

	/**
	 * Create the layers.
	 * @param environment where plain environment names are looked up
	 * @param layers the properties, the most specific first; at least one
	 */
	public SettingLayers(Environment environment, List<Layer<P>> layers) {
		this.environment = environment;
		this.layers = List.copyOf(layers);
	}

	/**
	 * Return the setting that a user made, if any.
	 * @param <T> the type of value
	 * @param key the key
	 * @return the setting of the highest precedence, or {@code null}
	 * @throws InvalidSettingException if its value is not allowed
	 */
	public <T> @Nullable Setting<T> find(SettingKey<P, T> key) {
		for (Layer<P> layer : this.layers) {
			T value = key.read(layer.properties());
			if (value != null) {
				String name = layer.name(key);
				return Setting.of(key.check(name, value), name);
			}
		}
		String variable = key.environmentName();
		String text = (variable != null) ? this.environment.getProperty(variable) : null;
		if (variable == null || !StringUtils.hasText(text)) {
			return null;
		}
		return Setting.of(key.parse(variable, text.strip()), variable);
	}

	/**
	 * Return the setting that a user made, or the default.
	 * @param <T> the type of value
	 * @param key the key
	 * @param defaultValue the starter's default
	 * @return the setting of the highest precedence
	 * @throws InvalidSettingException if its value is not allowed
	 */
	public <T> Setting<T> get(SettingKey<P, T> key, T defaultValue) {
		return get(key, null, defaultValue);
	}

	/**
	 * Return the setting that a user made, a preset, or the default.
	 * @param <T> the type of value
	 * @param key the key
	 * @param preset the preset, {@code null} if there is none
	 * @param defaultValue the starter's default
	 * @return the setting of the highest precedence
	 * @throws InvalidSettingException if its value is not allowed
	 */
	public <T> Setting<T> get(SettingKey<P, T> key, @Nullable Setting<T> preset, T defaultValue) {
		Setting<T> setting = find(key);
		if (setting == null) {
			setting = preset;
		}
		return (setting != null) ? setting
				: Setting.ofDefault(defaultValue, this.layers.get(this.layers.size() - 1).name(key));
	}

	/**
	 * Properties and the prefix that they are bound to.
	 *
	 * @param <P> the type of properties
	 * @param prefix the prefix, without a dot at the end
	 * @param properties the properties, {@code null} where a key is not set
	 */
	public record Layer<P>(String prefix, P properties) {

		String name(SettingKey<P, ?> key) {
			return this.prefix + "." + key.name();
		}

	}

}
