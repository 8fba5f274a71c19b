package io.resiliencestarter.support;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import org.springframework.boot.diagnostics.FailureAnalysis;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InvalidSettingFailureAnalyzer}.
 */
class InvalidSettingFailureAnalyzerTests {

	@Test
	void namesKeyValueAndFix() {
		FailureAnalysis analysis = new InvalidSettingFailureAnalyzer()
			.analyze(new IllegalStateException(new InvalidSettingException("resilience.db.pool-recycle",
					Duration.ofSeconds(10), "a duration of at least 30s")));
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription())
			.isEqualTo("The value of 'resilience.db.pool-recycle' is not allowed: 10s");
		assertThat(analysis.getAction()).isEqualTo(
				"Set 'resilience.db.pool-recycle' to a duration of at least 30s, or remove it to get the default.");
	}

}
