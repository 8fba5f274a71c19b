package io.resiliencestarter.db;

import io.resiliencestarter.support.InvalidSettingException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.NestedExceptionUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for values of {@link DbPoolSettings} that stop the start.
 */
class DbPoolSettingsTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DbPoolAutoConfiguration.class, DataSourceAutoConfiguration.class))
		.withPropertyValues("spring.datasource.url=jdbc:h2:mem:orders");

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					resilience.db.pool-size                      | 0     | 'resilience.db.pool-size' is 0, but must be a whole number from 1 to 10000
					resilience.db.pool-size                      | -3    | 'resilience.db.pool-size' is -3
					resilience.db.max-overflow                   | -1    | 'resilience.db.max-overflow' is -1, but must be a whole number from 0 to 10000
					resilience.db.pool-timeout                   | 10    | 'resilience.db.pool-timeout' is 10ms, but must be a duration of at least 250ms, such as 10s
					resilience.db.pool-recycle                   | 29s   | 'resilience.db.pool-recycle' is 29s, but must be a duration of at least 30s, such as 30m, or -1 for never
					resilience.db.keepalive                      | 1s    | 'resilience.db.keepalive' is 1s
					resilience.db.connect-timeout                | 0     | 'resilience.db.connect-timeout' is 0ms
					resilience.db.socket-timeout                 | 5     | 'resilience.db.socket-timeout' is 5ms
					resilience.db.pools.dataSource.pool-size     | 0     | 'resilience.db.pools.dataSource.pool-size' is 0
					resilience.db.pools.unknown.pool-size        | 0     | 'resilience.db.pools.unknown.pool-size' is 0
					resilience.db.thresholds.warning             | 0.95  | 'resilience.db.thresholds.warning' is 0.95, but must be below 0.9, the value of 'resilience.db.thresholds.critical (default)'
					resilience.db.thresholds.critical            | 0.5   | 'resilience.db.thresholds.critical' is 0.5, but must be above 0.7
					resilience.db.thresholds.critical            | 1.5   | 'resilience.db.thresholds.critical' is 1.5, but must be a number above 0, up to 1
					DB_POOL_SIZE                                 | many  | 'DB_POOL_SIZE' is many, but must be a whole number from 1 to 10000
					DB_POOL_TIMEOUT                              | 0     | 'DB_POOL_TIMEOUT' is 0ms
					DB_POOL_RECYCLE                              | 5     | 'DB_POOL_RECYCLE' is 5s, but must be a duration of at least 30s, such as 30m, or -1 for never
					""")
	void invalidValueStopsTheStart(String key, String value, String message) {
		this.contextRunner.withPropertyValues(key + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.extracting(NestedExceptionUtils::getMostSpecificCause)
				.isInstanceOf(InvalidSettingException.class)
				.extracting(Throwable::getMessage, InstanceOfAssertFactories.STRING)
				.contains(message));
	}

}
