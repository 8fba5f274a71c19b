package io.resiliencestarter.support;

import java.util.Map;
import java.util.TreeMap;

/**
 * An effective setting as endpoints show it.
 *
 * @param value the value; durations in milliseconds
 * @param origin the key that set it
 */
public record SettingDescriptor(Object value, String origin) {

	/**
	 * Describe settings.
	 * @param settings the settings by name
	 * @return their descriptions, ordered by name
	 */
	public static Map<String, SettingDescriptor> of(Map<String, ? extends Setting<?>> settings) {
		Map<String, SettingDescriptor> descriptors = new TreeMap<>();
		settings.forEach(
				(name, setting) -> descriptors.put(name, new SettingDescriptor(setting.value(), setting.origin())));
		return descriptors;
	}

}
