package io.resiliencestarter.db;

import java.util.Arrays;

import io.resiliencestarter.support.InvalidSettingException;
import io.resiliencestarter.support.ResilienceAutoConfiguration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link BudgetSettings}, values that stop the start included.
 */
class BudgetSettingsTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DbPoolAutoConfiguration.class, ResilienceAutoConfiguration.class,
				DataSourceAutoConfiguration.class))
		.withPropertyValues("spring.datasource.url=jdbc:h2:mem:orders");

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					mode=shared                                                 | 'resilience.budget.mode' is shared, but must be off or static, or with shared a Redis where replicas find each other: add spring-boot-starter-data-redis
					mode=shared max-connections=10                              | 'resilience.budget.max-connections' is 10, but must be at least 23, which is one connection for each of the 20 replicas
					name={orders}                                               | 'resilience.budget.name' is {orders}, but must be a name of 1 to 200 characters without spaces and braces
					max-connections=0                                           | 'resilience.budget.max-connections' is 0, but must be a whole number from 1 to 1000000
					reserve=some                                                | 'resilience.budget.reserve' is some, but must be a whole number of connections, such as 10, or a whole percentage below 100%, such as 10%
					reserve=100%                                                | 'resilience.budget.reserve' is 100%
					reserve=-1                                                  | 'resilience.budget.reserve' is -1
					replicas=0                                                  | 'resilience.budget.replicas' is 0, but must be a whole number from 1 to 10000
					max-replicas=-1                                             | 'resilience.budget.max-replicas' is -1
					heartbeat=1                                                 | 'resilience.budget.heartbeat' is 1ms, but must be a duration of at least 100ms, such as 5s
					heartbeat=10s lease=29s                                     | 'resilience.budget.lease' is 29s, but must be a duration of at least three heartbeats of resilience.budget.heartbeat
					mode=static max-connections=10 replicas=10                  | 'resilience.budget.max-connections' is 10, but must be at least 12, which is one connection for each of the 10 replicas above a reserve of 10%
					mode=static max-connections=10 replicas=3 reserve=8         | 'resilience.budget.max-connections' is 10, but must be at least 11, which is one connection for each of the 3 replicas above a reserve of 8
					""")
	void invalidValueStopsTheStart(String properties, String message) {
		this.contextRunner.withPropertyValues(properties(properties))
			.run((context) -> assertThat(context).getFailure()
				.extracting(NestedExceptionUtils::getMostSpecificCause)
				.isInstanceOf(InvalidSettingException.class)
				.extracting(Throwable::getMessage, InstanceOfAssertFactories.STRING)
				.contains(message));
	}

	@ParameterizedTest
	@CsvSource({ "mode=static max-connections=12 replicas=10", "mode=static replicas=500",
			"max-connections=1 replicas=10", "heartbeat=100ms lease=300ms max-replicas=1 name=orders", "reserve=0",
			"mode=false" })
	void validValuesDoNot(String properties) {
		this.contextRunner.withPropertyValues(properties(properties))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void everythingHasADefault() {
		BudgetSettings settings = settings();
		assertThat(settings.mode()).isEqualTo(BudgetMode.OFF);
		assertThat(settings.isEnforced()).isFalse();
		assertThat(settings.quotas()).isEmpty();
		assertThat(settings.budget()).hasToString("ConnectionBudget[reserve=10%, replicas=1]");
	}

	@Test
	void whatIsSetCounts() {
		BudgetSettings settings = settings("resilience.budget.mode=static", "resilience.budget.max-connections=40",
				"resilience.budget.reserve=4", "resilience.budget.replicas=6");
		assertThat(settings.isEnforced()).isTrue();
		assertThat(settings.quotas()).singleElement()
			.satisfies((quota) -> assertThat(quota.limit()).isEqualTo(40))
			.satisfies((quota) -> assertThat(quota.name()).isEqualTo("resilience.budget.max-connections"));
		assertThat(settings.budget()).hasToString("ConnectionBudget[reserve=4, replicas=6]");
	}

	private static BudgetSettings settings(String... properties) {
		MockEnvironment environment = new MockEnvironment();
		TestPropertyValues.of(properties).applyTo(environment);
		BudgetProperties bound = Binder.get(environment).bindOrCreate("resilience.budget", BudgetProperties.class);
		return BudgetSettings.of(bound, environment);
	}

	private static String[] properties(String values) {
		return values.lines()
			.flatMap((line) -> Arrays.stream(line.split(" ")))
			.map((value) -> "resilience.budget." + value)
			.toArray(String[]::new);
	}

}
