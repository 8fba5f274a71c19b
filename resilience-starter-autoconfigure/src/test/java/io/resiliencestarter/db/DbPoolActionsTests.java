package io.resiliencestarter.db;

import java.util.Objects;

import io.resiliencestarter.pool.PoolConnections;
import io.resiliencestarter.support.ResilienceAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DbPoolActions}.
 */
class DbPoolActionsTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DbPoolAutoConfiguration.class, ResilienceAutoConfiguration.class,
				DataSourceAutoConfiguration.class))
		.withPropertyValues("spring.datasource.url=jdbc:h2:mem:orders");

	@Test
	void poolWithOverflowKeepsAsManyAsItWasConfiguredTo() {
		this.contextRunner.run((context) -> {
			DbPool pool = Objects.requireNonNull(context.getBean(DbPools.class).find("dataSource"));
			assertKeeps(pool, 10, 5);
			assertKeeps(pool, 3, 3);
			assertKeeps(pool, 20, 5);
		});
	}

	@Test
	void poolWithoutOverflowKeepsAll() {
		this.contextRunner.withPropertyValues("resilience.db.max-overflow=0").run((context) -> {
			DbPool pool = Objects.requireNonNull(context.getBean(DbPools.class).find("dataSource"));
			assertKeeps(pool, 3, 3);
			assertKeeps(pool, 20, 20);
		});
	}

	private static void assertKeeps(DbPool pool, int max, int min) {
		pool.actions().perform("resize", max);
		PoolConnections connections = pool.connections();
		assertThat(connections.max()).isEqualTo(max);
		assertThat(connections.min()).isEqualTo(min);
	}

}
