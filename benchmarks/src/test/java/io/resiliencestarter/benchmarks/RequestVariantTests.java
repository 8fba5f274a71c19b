package io.resiliencestarter.benchmarks;

import java.io.IOException;

import io.resiliencestarter.benchmarks.KeptAliveConnection.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RequestVariant} and the servers that answer.
 */
class RequestVariantTests {

	private static RequestServers servers;

	@BeforeAll
	static void start() {
		servers = new RequestServers();
	}

	@AfterAll
	static void stop() {
		servers.close();
	}

	@ParameterizedTest
	@EnumSource
	void isAnsweredWithItsStatusEachTime(RequestVariant variant) throws IOException {
		try (KeptAliveConnection connection = servers.connect(variant)) {
			assertThat(connection.get(variant.path()).status()).isEqualTo(variant.status());
			assertThat(connection.get(variant.path()).status()).isEqualTo(variant.status());
		}
	}

	@Test
	void openBreakerIsAnsweredWithAProblem() throws IOException {
		try (KeptAliveConnection connection = servers.connect(RequestVariant.OPEN)) {
			Response response = connection.get(RequestVariant.OPEN.path());
			assertThat(response.head()).contains("Content-Type: application/problem+json")
				.anyMatch((header) -> header.startsWith("Retry-After: 3"));
			assertThat(response.body()).contains("\"status\":503", "Service 'open' is unavailable");
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "WITHOUT_STARTER", "OURS" })
	void downstreamThatAnswersIsHeard(RequestVariant variant) throws IOException {
		try (KeptAliveConnection connection = servers.connect(variant)) {
			assertThat(connection.get(variant.path()).body()).isEqualTo(Downstream.BODY);
		}
	}

}
