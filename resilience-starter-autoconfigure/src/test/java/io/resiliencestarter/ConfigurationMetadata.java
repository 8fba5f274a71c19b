package io.resiliencestarter;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.util.List;

import io.resiliencestarter.db.DbProperties;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The configuration metadata that editors show, of the starter's own properties.
 */
public final class ConfigurationMetadata {

	private ConfigurationMetadata() {
	}

	/**
	 * Return the defaults below a prefix, as property values.
	 * @param prefix the prefix, with a dot at the end
	 * @return the defaults, as {@code key=value}
	 */
	public static String[] defaultsOf(String prefix) {
		return properties().stream()
			.filter((property) -> name(property).startsWith(prefix) && property.has("defaultValue"))
			.map((property) -> name(property) + "=" + property.path("defaultValue").asString())
			.toArray(String[]::new);
	}

	static List<JsonNode> properties() {
		try (InputStream metadata = DbProperties.class.getProtectionDomain()
			.getCodeSource()
			.getLocation()
			.toURI()
			.resolve("META-INF/spring-configuration-metadata.json")
			.toURL()
			.openStream()) {
			return JsonMapper.shared()
				.readTree(metadata)
				.path("properties")
				.valueStream()
				.filter((property) -> name(property).startsWith("resilience."))
				.toList();
		}
		catch (IOException | URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static String name(JsonNode property) {
		return property.path("name").asString();
	}

}
