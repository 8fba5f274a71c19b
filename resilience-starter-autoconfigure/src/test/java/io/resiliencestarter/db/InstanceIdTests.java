package io.resiliencestarter.db;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InstanceId}.
 */
class InstanceIdTests {

	@ParameterizedTest
	@CsvSource({ "orders-7d9f8b6c5d-x2x9z, 1, orders-7d9f8b6c5d-x2x9z", "build-7, 4711, build-7-4711",
			"ip-10-0-12-34.eu-west-1.compute.internal, 12, ip-10-0-12-34-12", "10.0.12.34, 12, 10.0.12.34-12" })
	void isTheHostAndTheProcessUnlessThereIsOnlyOne(String host, long pid, String id) {
		assertThat(InstanceId.of(host, pid)).isEqualTo(id);
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { " ", "localhost", "localhost.localdomain" })
	void isRandomWhereTheHostSaysNothing(String host) {
		assertThat(InstanceId.of(host, 1)).matches("[0-9a-f]{8}").isEqualTo(InstanceId.of(host, 2));
	}

	@Test
	void asksTheEnvironmentFirst() {
		MockEnvironment environment = new MockEnvironment().withProperty("HOSTNAME", "orders-0");
		assertThat(InstanceId.of(environment)).startsWith("orders-0");
	}

	@Test
	void isThereWithoutAnEnvironment() {
		assertThat(InstanceId.of(new MockEnvironment())).isNotBlank();
	}

}
