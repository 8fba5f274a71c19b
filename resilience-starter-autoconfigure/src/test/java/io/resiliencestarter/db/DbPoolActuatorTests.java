package io.resiliencestarter.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.List;

import com.zaxxer.hikari.HikariConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.resiliencestarter.db.DbPoolEndpoint.DbPoolDescriptor;
import io.resiliencestarter.support.PoolHealthIndicator;
import io.resiliencestarter.support.PoolMetrics;
import io.resiliencestarter.support.ResilienceAutoConfiguration;
import io.resiliencestarter.support.SettingDescriptor;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DbPoolEndpointAutoConfiguration},
 * {@link DbPoolHealthAutoConfiguration} and {@link DbPoolMetricsAutoConfiguration}.
 */
class DbPoolActuatorTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DbPoolAutoConfiguration.class, DbPoolEndpointAutoConfiguration.class,
				DbPoolHealthAutoConfiguration.class, DbPoolMetricsAutoConfiguration.class,
				ResilienceAutoConfiguration.class, DataSourceAutoConfiguration.class))
		.withPropertyValues("spring.datasource.url=jdbc:h2:mem:orders",
				"management.endpoints.web.exposure.include=dbpool");

	@Test
	void contributesEndpointHealthAndMeters() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(DbPoolEndpoint.class)
			.hasBean("dbPoolHealthIndicator")
			.hasBean("dbPoolMetrics"));
	}

	@Test
	void whatTheEndpointShowsIsReadableInANativeImage() {
		RuntimeHints hints = new RuntimeHints();
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(hints, DbPoolEndpoint.class);
		assertThat(List.of(DbPoolDescriptor.class, SettingDescriptor.class))
			.allSatisfy((type) -> assertThat(RuntimeHintsPredicates.reflection().onType(type)).accepts(hints));
	}

	@Test
	void whatIsReflectedOnIsThereInANativeImage() {
		RuntimeHints hints = new RuntimeHints();
		new DbPoolHints().registerHints(hints, null);
		assertThat(RuntimeHintsPredicates.reflection()
			.onType(HikariConfig.class)
			.withMemberCategory(MemberCategory.ACCESS_DECLARED_FIELDS)).accepts(hints);
		assertThat(RuntimeHintsPredicates.proxies().forInterfaces(Connection.class)).accepts(hints);
		assertThat(RuntimeHintsPredicates.proxies().forInterfaces(PreparedStatement.class)).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection()
			.onType(TypeReference.of("org.postgresql.core.QueryExecutor"))
			.withMemberCategory(MemberCategory.INVOKE_PUBLIC_METHODS)).accepts(hints);
	}

	@Test
	void endpointBacksOffWhenNotExposed() {
		this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=health")
			.run((context) -> assertThat(context).doesNotHaveBean(DbPoolEndpoint.class));
	}

	@Test
	void endpointBacksOffWhenAccessIsNone() {
		this.contextRunner.withPropertyValues("management.endpoint.dbpool.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(DbPoolEndpoint.class));
	}

	@Test
	void healthBacksOffWhenSwitchedOff() {
		this.contextRunner.withPropertyValues("management.health.dbPool.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(PoolHealthIndicator.class));
	}

	@Test
	void healthBacksOffWhenUserHasHisOwn() {
		this.contextRunner.withBean("dbPoolHealthIndicator", HealthIndicator.class, () -> () -> null)
			.run((context) -> assertThat(context).doesNotHaveBean(PoolHealthIndicator.class));
	}

	@Test
	void allBackOffWhenPoolsAreSwitchedOff() {
		this.contextRunner.withPropertyValues("resilience.db.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(DbPoolEndpoint.class)
				.doesNotHaveBean(PoolHealthIndicator.class)
				.doesNotHaveBean(PoolMetrics.class));
	}

	@Test
	void startsWithoutMicrometer() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(MeterRegistry.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(DbPoolEndpoint.class)
				.doesNotHaveBean(PoolMetrics.class));
	}

}
