package io.resiliencestarter.db;

import java.time.Duration;

import io.resiliencestarter.breaker.BreakerSettings;
import io.resiliencestarter.support.InvalidSettingException;
import io.resiliencestarter.support.ResilienceAutoConfiguration;
import io.resiliencestarter.support.Setting;
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
 * Tests for {@link DbPoolSettingsResolver}, values that stop the start included.
 */
class DbPoolSettingsTests {

	private static final long PID = ProcessHandle.current().pid();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DbPoolAutoConfiguration.class, ResilienceAutoConfiguration.class,
				DataSourceAutoConfiguration.class))
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
					resilience.db.socket-timeout                 | 30d   | 'resilience.db.socket-timeout' is 720h, but must be a duration from 1s to 20 days, such as 60s
					resilience.db.statement-timeout              | 30    | 'resilience.db.statement-timeout' is 30ms, but must be a duration from 100ms to 20 days, such as 30s
					resilience.db.max-waiting                    | -1    | 'resilience.db.max-waiting' is -1, but must be a whole number of at least 0, where 0 means that nobody waits
					resilience.db.slow-hold-threshold            | 5     | 'resilience.db.slow-hold-threshold' is 5ms, but must be a duration of at least 100ms, such as 5s
					resilience.db.leak-threshold                 | 0     | 'resilience.db.leak-threshold' is 0ms, but must be a duration of at least 100ms, such as 30s
					resilience.db.reclaim-after                  | 999   | 'resilience.db.reclaim-after' is 999ms, but must be a duration of at least 1s, such as 10m
					resilience.db.breaker.failure-threshold      | 0     | 'resilience.db.breaker.failure-threshold' is 0, but must be a whole number from 1 to 10000
					resilience.db.breaker.open-for               | 0     | 'resilience.db.breaker.open-for' is 0ms, but must be a duration of at least 1ms
					resilience.db.breaker.success-threshold      | -1    | 'resilience.db.breaker.success-threshold' is -1
					resilience.db.pools.dataSource.reclaim-after | 1     | 'resilience.db.pools.dataSource.reclaim-after' is 1ms
					DB_ECHO                                      | loud  | 'DB_ECHO' is loud, but must be true or false
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

	@Test
	void resolvesDefaults() {
		DbPoolSettings settings = resolve();
		assertThat(settings.holds())
			.isEqualTo(new HoldRules(Setting.ofDefault(Duration.ofSeconds(5), "resilience.db.slow-hold-threshold"),
					Setting.ofDefault(Duration.ofSeconds(30), "resilience.db.leak-threshold"), null));
		assertThat(settings.session())
			.isEqualTo(new SessionSettings(Setting.ofDefault(Duration.ofSeconds(5), "resilience.db.connect-timeout"),
					null, null, null, Setting.ofDefault("application/pod-" + PID, "resilience.db.application-name")));
		assertThat(settings.maxWaiting()).isNull();
		assertThat(settings.echo().value()).isFalse();
		assertThat(settings.breaker()).isEqualTo(BreakerSettings.inARow(5, Duration.ofSeconds(10), 2));
	}

	@Test
	void resolvesWhatIsSet() {
		DbPoolSettings settings = resolve("resilience.db.max-waiting=0", "DB_ECHO=1",
				"resilience.db.statement-timeout=30s", "resilience.db.jit=false", "resilience.db.application-name=shop",
				"resilience.db.breaker.open-for=3s", "resilience.db.reclaim-after=1m");
		assertThat(settings.maxWaiting()).isEqualTo(Setting.of(0, "resilience.db.max-waiting"));
		assertThat(settings.echo()).isEqualTo(Setting.of(true, "DB_ECHO"));
		assertThat(settings.session().statementTimeout())
			.isEqualTo(Setting.of(Duration.ofSeconds(30), "resilience.db.statement-timeout"));
		assertThat(settings.session().jit()).isEqualTo(Setting.of(false, "resilience.db.jit"));
		assertThat(settings.session().applicationName())
			.isEqualTo(Setting.of("shop/pod-" + PID, "resilience.db.application-name"));
		assertThat(settings.breaker()).isEqualTo(BreakerSettings.inARow(5, Duration.ofSeconds(3), 2));
		assertThat(settings.holds().reclaimAfter())
			.isEqualTo(Setting.of(Duration.ofMinutes(1), "resilience.db.reclaim-after"));
	}

	@Test
	void settingOfOnePoolWins() {
		DbPoolSettings settings = resolve("resilience.db.max-waiting=10",
				"resilience.db.pools.data-source.max-waiting=20",
				"resilience.db.pools.data-source.breaker.failure-threshold=3",
				"resilience.db.pools.data-source.leak-threshold=1m");
		assertThat(settings.maxWaiting()).isEqualTo(Setting.of(20, "resilience.db.pools.data-source.max-waiting"));
		assertThat(settings.breaker()).isEqualTo(BreakerSettings.inARow(3, Duration.ofSeconds(10), 2));
		assertThat(settings.holds().leakThreshold())
			.isEqualTo(Setting.of(Duration.ofMinutes(1), "resilience.db.pools.data-source.leak-threshold"));
	}

	@Test
	void breakerThatIsSwitchedOffIsNone() {
		assertThat(resolve("resilience.db.breaker.enabled=false").breaker()).isNull();
		assertThat(resolve("resilience.db.breaker.enabled=false", "resilience.db.pools.dataSource.breaker.enabled=true")
			.breaker()).isNotNull();
	}

	@Test
	void nameOfTheApplicationIsTheDefaultOfItsName() {
		assertThat(resolve("spring.application.name=orders", "resilience.db.application-name= ").session()
			.applicationName()).isEqualTo(new Setting<>("orders/pod-" + PID, "spring.application.name", false));
	}

	private static DbPoolSettings resolve(String... properties) {
		MockEnvironment environment = new MockEnvironment().withProperty("HOSTNAME", "pod");
		TestPropertyValues.of(properties).applyTo(environment);
		DbProperties bound = Binder.get(environment).bindOrCreate("resilience.db", DbProperties.class);
		return new DbPoolSettingsResolver(bound, environment).resolve("dataSource", DbProvider.NONE);
	}

}
