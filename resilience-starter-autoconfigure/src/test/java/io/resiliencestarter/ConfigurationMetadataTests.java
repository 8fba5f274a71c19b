package io.resiliencestarter;

import java.util.List;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the configuration metadata that editors show.
 */
class ConfigurationMetadataTests {

	private final List<JsonNode> properties = ConfigurationMetadata.properties();

	@Test
	void everyPropertyIsDescribed() {
		assertThat(this.properties).isNotEmpty()
			.allSatisfy((property) -> assertThat(property.path("description").asString(""))
				.as(ConfigurationMetadata.name(property))
				.endsWith(".")
				.doesNotMatch("(?i)(the|a|an) .*"));
	}

	@Test
	void everySwitchSaysWhether() {
		assertThat(this.properties)
			.filteredOn((property) -> "java.lang.Boolean".equals(property.path("type").asString()))
			.allSatisfy((property) -> assertThat(property.path("description").asString())
				.as(ConfigurationMetadata.name(property))
				.startsWith("Whether"));
	}

}
