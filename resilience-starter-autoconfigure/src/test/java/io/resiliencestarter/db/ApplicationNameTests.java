package io.resiliencestarter.db;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ApplicationName}.
 */
class ApplicationNameTests {

	@ParameterizedTest
	@CsvSource({ "orders, host-12, orders/host-12", "Übersicht der Bestände, i-1, Ubersicht der Bestande/i-1",
			"注文, i-1, ??/i-1", "orders\u0000\uD83D\uDE00x, i-1, orders??x/i-1" })
	void joinsApplicationAndInstance(String application, String instance, String name) {
		assertThat(ApplicationName.of(application, instance)).isEqualTo(name);
	}

	@Test
	void cutsTheApplicationFirst() {
		assertThat(ApplicationName.of("o".repeat(100), "orders-7d9f8b6c5d-x2x9z")).hasSize(63)
			.startsWith("ooooo")
			.endsWith("o/orders-7d9f8b6c5d-x2x9z");
	}

	@Test
	void cutsTheBeginningOfALongInstance() {
		assertThat(ApplicationName.of("orders", "p".repeat(80) + "-x2x9z")).startsWith("orders/ppp")
			.endsWith("p-x2x9z")
			.hasSizeLessThanOrEqualTo(63);
	}

	@Test
	void leavesNoSpaceBeforeTheInstanceWhereItIsCut() {
		String instance = "i".repeat(40);
		assertThat(ApplicationName.of("a".repeat(21) + " service", instance))
			.isEqualTo("a".repeat(21) + "/" + instance);
	}

	@ParameterizedTest
	@CsvSource({ "orders/pod-1, orders", "psql, psql", "team/orders/pod-1, team/orders", "'', (unnamed)",
			"' ', (unnamed)", "/pod, /pod", "orders/, orders" })
	void tellsTheApplicationOfAName(String name, String application) {
		assertThat(ApplicationName.application(name)).isEqualTo(application);
	}

}
