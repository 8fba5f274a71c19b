package io.resiliencestarter.support;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.Environment;

/**
 * What the user set on a pool with the properties that its bean is bound to, such as
 * {@code spring.datasource.hikari.*}.
 */
public final class UserSettings {

	private final Environment environment;

	private final @Nullable String prefix;

	/**
	 * Create the view.
	 * @param environment where properties are looked up
	 * @param prefix the prefix that the bean is bound to, {@code null} if it is bound to
	 * none
	 */
	public UserSettings(Environment environment, @Nullable String prefix) {
		this.environment = environment;
		this.prefix = prefix;
	}

	/**
	 * Return the key of a property as the user writes it.
	 * @param key the name below the prefix
	 * @return the full key, or the name if the bean is bound to no prefix
	 */
	public String key(String key) {
		return (this.prefix != null) ? this.prefix + "." + key : key;
	}

	/**
	 * Return the full key of a property, if the user set it.
	 * @param key the name below the prefix
	 * @return the full key, or {@code null}
	 */
	public @Nullable String find(String key) {
		if (this.prefix == null) {
			return null;
		}
		ConfigurationPropertyName name = ConfigurationPropertyName.of(this.prefix).append(key);
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			if (source.getConfigurationProperty(name) != null) {
				return name.toString();
			}
		}
		return null;
	}

}
