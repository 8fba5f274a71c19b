package com.example.documentation;

import java.beans.PropertyDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

/**
 * The settings of the starter, as the metadata on the class path lists them.
 */
class KnownSettings {

	private static final String PREFIX = "resilience.";

	private static final String METADATA = "META-INF/spring-configuration-metadata.json";

	private static final String MAP = "java.util.Map<java.lang.String,";

	private final Map<String, String> types = new HashMap<>();

	private final Map<String, String> defaults = new TreeMap<>();

	KnownSettings() {
		try {
			for (URL metadata : Collections.list(KnownSettings.class.getClassLoader().getResources(METADATA))) {
				read(metadata);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void read(URL metadata) throws IOException {
		try (InputStream content = metadata.openStream()) {
			for (JsonNode property : new ObjectMapper().readTree(content).get("properties")) {
				String name = property.get("name").textValue();
				if (name.startsWith(PREFIX)) {
					this.types.put(name, property.path("type").asText());
					this.defaults.put(name, property.path("defaultValue").asText(""));
				}
			}
		}
	}

	/**
	 * Return the settings with their defaults.
	 * @return the defaults by name, empty where there is none
	 */
	Map<String, String> defaults() {
		return this.defaults;
	}

	/**
	 * Whether a setting exists, that of a named service, guard or pool included.
	 * @param name the name, in canonical form
	 * @return whether it exists
	 */
	boolean contains(String name) {
		String setting = name.replaceAll("\\[\\d+]$", "");
		return this.types.containsKey(setting) || this.types.entrySet()
			.stream()
			.anyMatch((map) -> map.getValue().startsWith(MAP) && setting.startsWith(map.getKey() + ".")
					&& isOfElement(elementType(map.getValue()), setting.substring(map.getKey().length() + 1)));
	}

	/**
	 * Whether there are settings below a prefix.
	 * @param prefix the prefix, without a dot at its end
	 * @return whether there are
	 */
	boolean containsBelow(String prefix) {
		return this.types.keySet().stream().anyMatch((name) -> name.startsWith(prefix + ".")) || isMap(prefix)
				|| (prefix.contains(".") && isMap(prefix.substring(0, prefix.lastIndexOf('.'))));
	}

	private boolean isMap(String name) {
		return this.types.getOrDefault(name, "").startsWith(MAP);
	}

	private static Class<?> elementType(String mapType) {
		return type(mapType.substring(MAP.length(), mapType.length() - 1));
	}

	private static Class<?> type(String name) {
		try {
			return Class.forName(name);
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Whether a setting of an element exists.
	 * @param type the type of the map's elements
	 * @param setting {@code <name>.<setting>}
	 * @return whether it exists
	 */
	private static boolean isOfElement(Class<?> type, String setting) {
		int dot = setting.indexOf('.');
		return dot > 0 && isProperty(type, setting.substring(dot + 1));
	}

	private static boolean isProperty(Class<?> type, String setting) {
		int dot = setting.indexOf('.');
		String first = (dot > 0) ? setting.substring(0, dot) : setting;
		for (PropertyDescriptor property : BeanUtils.getPropertyDescriptors(type)) {
			if (DataObjectPropertyName.toDashedForm(property.getName()).equals(first)) {
				return dot < 0 || isProperty(property.getPropertyType(), setting.substring(dot + 1));
			}
		}
		return false;
	}

}
