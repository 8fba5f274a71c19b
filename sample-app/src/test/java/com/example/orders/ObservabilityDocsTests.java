package com.example.orders;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Alerts, dashboard and pages fit together.
 */
class ObservabilityDocsTests {

	@Test
	void eachAlertHasItsEntryInTheRunbook() throws IOException {
		assertThat(ObservabilityDocs.rules("alert")).hasSize(7);
		assertThat(ObservabilityDocs.rules("runbook_url")).hasSize(7).allSatisfy((url) -> {
			assertThat(url).startsWith("docs/runbook.md#");
			assertThat(ObservabilityDocs.anchors("runbook.md")).contains(url.replaceFirst(".*#", ""));
		});
	}

	@Test
	void rulesAndDashboardUseDocumentedMetrics() throws IOException {
		assertThat(ObservabilityDocs.metricsIn(ObservabilityDocs.RULES)).isNotEmpty()
			.isSubsetOf(ObservabilityDocs.metrics());
		assertThat(ObservabilityDocs.metricsIn(ObservabilityDocs.DASHBOARD)).isNotEmpty()
			.isSubsetOf(ObservabilityDocs.metrics());
	}

	@Test
	void alertsFireWhenTheyMust(@TempDir Path folder) throws Exception {
		assumeTrue(Prometheus.isInstalled(), "prometheus and promtool are not installed");
		Path log = folder.resolve("promtool.log");
		assertThat(Prometheus.promtool(log, "check", "rules", ObservabilityDocs.RULES.toString()))
			.contains("7 rules found");
		assertThat(Prometheus.promtool(log, "test", "rules", ObservabilityDocs.RULE_TESTS.toString()))
			.contains("SUCCESS");
	}

}
