package io.resiliencestarter.redis;

import java.util.List;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.cluster.RedisClusterClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.resiliencestarter.redis.RedisPoolEndpoint.RedisPoolDescriptor;
import io.resiliencestarter.support.PoolHealthIndicator;
import io.resiliencestarter.support.PoolMetrics;
import io.resiliencestarter.support.ResilienceAutoConfiguration;
import io.resiliencestarter.support.SettingDescriptor;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisPoolEndpointAutoConfiguration},
 * {@link RedisPoolHealthAutoConfiguration} and {@link RedisPoolMetricsAutoConfiguration}.
 */
class RedisPoolActuatorTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(RedisPoolAutoConfiguration.class, RedisPoolEndpointAutoConfiguration.class,
						RedisPoolHealthAutoConfiguration.class, RedisPoolMetricsAutoConfiguration.class,
						ResilienceAutoConfiguration.class, DataRedisAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=redispool");

	@Test
	void contributesEndpointHealthAndMeters() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(RedisPoolEndpoint.class)
			.hasBean("redisPoolHealthIndicator")
			.hasBean("redisPoolMetrics"));
	}

	@Test
	void whatTheEndpointShowsIsReadableInANativeImage() {
		RuntimeHints hints = new RuntimeHints();
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(hints, RedisPoolEndpoint.class);
		assertThat(List.of(RedisPoolDescriptor.class, SettingDescriptor.class))
			.allSatisfy((type) -> assertThat(RuntimeHintsPredicates.reflection().onType(type)).accepts(hints));
	}

	@Test
	void whatIsDoneByReflectionWorksInANativeImage() {
		RuntimeHints hints = new RuntimeHints();
		new RedisPoolHints().registerHints(hints, getClass().getClassLoader());
		assertThat(RuntimeHintsPredicates.reflection().onType(RedisClient.class)).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onType(RedisClusterClient.class)).accepts(hints);
		assertThat(RuntimeHintsPredicates.proxies().forInterfaces(RedisAsyncCommands.class)).accepts(hints);
	}

	@Test
	void endpointBacksOffWhenNotExposed() {
		this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=health")
			.run((context) -> assertThat(context).doesNotHaveBean(RedisPoolEndpoint.class));
	}

	@Test
	void endpointBacksOffWhenAccessIsNone() {
		this.contextRunner.withPropertyValues("management.endpoint.redispool.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(RedisPoolEndpoint.class));
	}

	@Test
	void healthBacksOffWhenSwitchedOff() {
		this.contextRunner.withPropertyValues("management.health.redisPool.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(PoolHealthIndicator.class));
	}

	@Test
	void healthBacksOffWhenUserHasHisOwn() {
		this.contextRunner.withBean("redisPoolHealthIndicator", HealthIndicator.class, () -> () -> null)
			.run((context) -> assertThat(context).doesNotHaveBean(PoolHealthIndicator.class));
	}

	@Test
	void allBackOffWhenPoolsAreSwitchedOff() {
		this.contextRunner.withPropertyValues("resilience.redis.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(RedisPoolEndpoint.class)
				.doesNotHaveBean(PoolHealthIndicator.class)
				.doesNotHaveBean(PoolMetrics.class));
	}

	@Test
	void startsWithoutMicrometer() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(MeterRegistry.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(RedisPoolEndpoint.class)
				.doesNotHaveBean(PoolMetrics.class));
	}

}
