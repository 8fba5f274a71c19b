package com.example.documentation;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KnownSettings}: a check that takes all for known would check nothing.
 */
class KnownSettingsTests {

	private final KnownSettings settings = new KnownSettings();

	@ParameterizedTest
	@ValueSource(strings = { "resilience.enabled", "resilience.db.pool-size", "resilience.services.auth.read-timeout",
			"resilience.services.auth.ignored-statuses[0]", "resilience.guards.mail.enabled",
			"resilience.db.pools.dataSource.breaker.open-for" })
	void settingIsKnown(String name) {
		assertThat(this.settings.contains(name)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience.db", "resilience.db.poolsize", "resilience.services.auth",
			"resilience.services.auth.reed-timeout", "resilience.guards.mail.base-url",
			"resilience.db.pools.dataSource.breaker.open" })
	void settingIsUnknown(String name) {
		assertThat(this.settings.contains(name)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience.db", "resilience.services", "resilience.services.auth" })
	void prefixIsKnown(String prefix) {
		assertThat(this.settings.containsBelow(prefix)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience.database", "resilience.db.pool-size" })
	void prefixIsUnknown(String prefix) {
		assertThat(this.settings.containsBelow(prefix)).isFalse();
	}

}
