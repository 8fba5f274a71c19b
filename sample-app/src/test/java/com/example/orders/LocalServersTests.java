package com.example.orders;

import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LocalServers} that need no PostgreSQL and no Redis.
 */
class LocalServersTests {

	private final MockEnvironment environment = new MockEnvironment();

	private final LocalServers servers = new LocalServers(this.environment, new DownstreamServers());

	@AfterEach
	void close() {
		this.servers.close();
	}

	@Test
	void serversOfTheUserAreUsed() {
		this.environment.withProperty("spring.datasource.url", "jdbc:postgresql://db/orders")
			.withProperty("spring.data.redis.url", "redis://cache");
		assertThat(this.servers.start()).hasSize(DownstreamServers.NAMES.size())
			.allSatisfy((key, value) -> assertThat(key).endsWith(".base-url"));
	}

	@Test
	void baseUrlOfTheUserIsUsed() {
		this.environment.withProperty("spring.datasource.url", "jdbc:postgresql://db/orders")
			.withProperty("spring.data.redis.host", "cache")
			.withProperty("resilience.services.ai-service.base-url", "http://ai");
		Map<String, Object> properties = this.servers.start();
		assertThat(properties).doesNotContainKey("resilience.services.ai-service.base-url")
			.containsKey("resilience.services.auth-service.base-url");
	}

	@Test
	void tooLittleSpaceStopsTheStartAndSaysWhatToDo() {
		this.environment.withProperty("orders.servers.minimum-disk-space", "1000000TB");
		assertThatExceptionOfType(LocalServersException.class).isThrownBy(this.servers::start).satisfies((ex) -> {
			FailureAnalysis analysis = new LocalServersFailureAnalyzer().analyze(ex, ex);
			assertThat(analysis.getDescription()).contains("of free space");
			assertThat(analysis.getAction()).startsWith("Free some space");
		});
	}

}
