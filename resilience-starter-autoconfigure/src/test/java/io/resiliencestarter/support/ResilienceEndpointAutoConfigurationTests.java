package io.resiliencestarter.support;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMapper;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ResilienceEndpointAutoConfiguration}.
 */
class ResilienceEndpointAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ResilienceEndpointAutoConfiguration.class));

	@ParameterizedTest
	@CsvSource({ "dbpool, db-pool", "redispool, redis-pool", "breakers,", "health," })
	void mapsPathsOfItsEndpointsOnly(String id, String path) {
		this.contextRunner.run((context) -> assertThat(context.getBean(PathMapper.class).getRootPath(EndpointId.of(id)))
			.isEqualTo(path));
	}

	@Test
	void backsOffWhenStarterIsSwitchedOff() {
		this.contextRunner.withPropertyValues("resilience.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(PathMapper.class));
	}

}
