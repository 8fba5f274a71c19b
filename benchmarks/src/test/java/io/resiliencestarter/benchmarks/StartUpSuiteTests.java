package io.resiliencestarter.benchmarks;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StartUpSuite} and {@link StartUpVariant}.
 */
class StartUpSuiteTests {

	@Test
	void comparesWithinPairs() {
		assertThat(StartUpSuite.toMarkdown(List.of(pair(3000, 3050), pair(1000, 1070), pair(2000, 2010)))).contains(
				"| without the starter | 2000 ms |", "| **this starter** | 2010 ms |",
				"The starter adds 50 ms, the median of 3 pairs");
	}

	@Test
	void onlyTheStarterAndWhatItBringsMakesTheDifference() {
		for (String both : List.of("HikariCP-7.0.2.jar", "spring-boot-actuator-4.1.0.jar",
				"micrometer-core-1.16.0.jar")) {
			assertThat(StartUpVariant.values()).allMatch((variant) -> variant.libraries().test(both));
		}
		for (String none : List.of("resilience4j-spring-boot4-2.4.0.jar", "aspectjweaver-1.9.25.1.jar",
				"druid-1.2.27.jar")) {
			assertThat(StartUpVariant.values()).noneMatch((variant) -> variant.libraries().test(none));
		}
		for (String ours : List.of("resilience-starter-autoconfigure-0.1.0.jar",
				"resilience4j-circuitbreaker-2.4.0.jar", "resilience4j-core-2.4.0.jar")) {
			assertThat(StartUpVariant.OURS.libraries().test(ours)).isTrue();
			assertThat(StartUpVariant.WITHOUT_STARTER.libraries().test(ours)).isFalse();
		}
	}

	private static Map<StartUpVariant, Long> pair(long without, long with) {
		return Map.of(StartUpVariant.WITHOUT_STARTER, without, StartUpVariant.OURS, with);
	}

}
