package io.resiliencestarter.support;

import io.resiliencestarter.pool.PoolRegistry;
import io.resiliencestarter.pool.StubPool;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ResilienceAutoConfiguration}.
 */
class ResilienceAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ResilienceAutoConfiguration.class));

	@Test
	void ticksWhenThereArePools() {
		this.contextRunner.withUserConfiguration(Pools.class)
			.run((context) -> assertThat(context.getBean(ResilienceTicker.class).isRunning()).isTrue());
	}

	@Test
	void doesNotTickWithoutPools() {
		this.contextRunner.run((context) -> assertThat(context.getBean(ResilienceTicker.class).isRunning()).isFalse());
	}

	@Test
	void backsOffWhenSwitchedOff() {
		this.contextRunner.withPropertyValues("resilience.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(ResilienceTicker.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class Pools {

		@Bean
		PoolRegistry<StubPool> pools(ResilienceTicker ticker) {
			PoolRegistry<StubPool> pools = new PoolRegistry<>();
			ticker.watch(pools);
			return pools;
		}

	}

}
