package io.resiliencestarter.db;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.resiliencestarter.ConfigurationMetadata;
import io.resiliencestarter.pool.PoolRegistry;
import io.resiliencestarter.support.ResilienceAutoConfiguration;
import io.resiliencestarter.support.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DbPoolAutoConfiguration}. H2 stands for any database: none of these
 * pools starts.
 */
@ExtendWith(OutputCaptureExtension.class)
class DbPoolAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DbPoolAutoConfiguration.class, ResilienceAutoConfiguration.class,
				DataSourceAutoConfiguration.class))
		.withPropertyValues("spring.datasource.url=jdbc:h2:mem:orders");

	@Test
	void appliesDefaults() {
		this.contextRunner.run((context) -> {
			HikariDataSource dataSource = context.getBean(HikariDataSource.class);
			assertThat(dataSource.getMaximumPoolSize()).isEqualTo(15);
			assertThat(dataSource.getMinimumIdle()).isEqualTo(5);
			assertThat(dataSource.getConnectionTimeout()).isEqualTo(10_000);
			assertThat(dataSource.getMaxLifetime()).isEqualTo(1_800_000);
			assertThat(dataSource.getKeepaliveTime()).isEqualTo(120_000);
			assertThat(dataSource.getIdleTimeout()).isEqualTo(25_000);
			assertThat(dataSource.isRunning()).as("the pool stays lazy").isFalse();
			assertThat(settings(context)).containsEntry("maximumPoolSize", new Setting<>(15,
					"resilience.db.pool-size (default) + resilience.db.max-overflow (default)", false));
		});
	}

	@Test
	void defaultsAreThoseOfTheMetadata() {
		Map<String, Setting<?>> defaults = new HashMap<>();
		this.contextRunner.run((context) -> defaults.putAll(settings(context)));
		this.contextRunner.withPropertyValues(ConfigurationMetadata.defaultsOf("resilience.db."))
			.run((context) -> assertThat(values(settings(context))).isEqualTo(values(defaults)).isNotEmpty());
	}

	@Test
	void appliesProperties() {
		this.contextRunner
			.withPropertyValues("resilience.db.pool-size=3", "resilience.db.max-overflow=2",
					"resilience.db.pool-timeout=2s", "resilience.db.pool-recycle=10m", "resilience.db.keepalive=1m")
			.run((context) -> {
				HikariDataSource dataSource = context.getBean(HikariDataSource.class);
				assertThat(dataSource.getMaximumPoolSize()).isEqualTo(5);
				assertThat(dataSource.getMinimumIdle()).isEqualTo(3);
				assertThat(dataSource.getConnectionTimeout()).isEqualTo(2000);
				assertThat(dataSource.getMaxLifetime()).isEqualTo(600_000);
				assertThat(dataSource.getKeepaliveTime()).isEqualTo(60_000);
				assertThat(settings(context)).containsEntry("maximumPoolSize",
						Setting.of(5, "resilience.db.pool-size + resilience.db.max-overflow"));
			});
	}

	@Test
	void appliesPlainEnvironmentNames() {
		this.contextRunner
			.withPropertyValues("DB_POOL_SIZE=8", "DB_MAX_OVERFLOW=0", "DB_POOL_TIMEOUT=7", "DB_POOL_RECYCLE=-1")
			.run((context) -> {
				HikariDataSource dataSource = context.getBean(HikariDataSource.class);
				assertThat(dataSource.getMaximumPoolSize()).isEqualTo(8);
				assertThat(dataSource.getConnectionTimeout()).isEqualTo(7000);
				assertThat(dataSource.getMaxLifetime()).isZero();
				assertThat(settings(context)).containsEntry("connectionTimeoutMs",
						Setting.of(7000L, "DB_POOL_TIMEOUT"));
			});
	}

	@Test
	void emptyEnvironmentNameCountsAsNotSet() {
		this.contextRunner.withPropertyValues("DB_POOL_SIZE=")
			.run((context) -> assertThat(context.getBean(HikariDataSource.class).getMinimumIdle()).isEqualTo(5));
	}

	@Test
	void propertyWinsOverPlainEnvironmentName() {
		this.contextRunner.withPropertyValues("DB_POOL_SIZE=8", "resilience.db.pool-size=3")
			.run((context) -> assertThat(context.getBean(HikariDataSource.class).getMinimumIdle()).isEqualTo(3));
	}

	@Test
	void settingOfThePoolWinsOverSettingOfAllPools() {
		this.contextRunner
			.withPropertyValues("resilience.db.pool-size=3", "resilience.db.pools.dataSource.pool-size=4",
					"resilience.db.max-overflow=1")
			.run((context) -> {
				assertThat(context.getBean(HikariDataSource.class).getMaximumPoolSize()).isEqualTo(5);
				assertThat(settings(context)).containsEntry("maximumPoolSize",
						Setting.of(5, "resilience.db.pools.dataSource.pool-size + resilience.db.max-overflow"));
			});
	}

	@Test
	void settingOnHikariWinsAndContradictionIsWarnedOfOnce(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("spring.datasource.hikari.maximum-pool-size=7", "resilience.db.pool-size=3",
					"resilience.db.max-overflow=2")
			.run((context) -> {
				assertThat(context.getBean(HikariDataSource.class).getMaximumPoolSize()).isEqualTo(7);
				assertThat(settings(context)).containsEntry("maximumPoolSize",
						Setting.of(7, "spring.datasource.hikari.maximum-pool-size"));
				assertThat(output).containsOnlyOnce("'spring.datasource.hikari.maximum-pool-size'")
					.contains("'resilience.db.pool-size + resilience.db.max-overflow' asks for 5 and is ignored");
			});
	}

	@Test
	void settingOnHikariInAnotherSpellingAndWithTheDefaultValueWins() {
		this.contextRunner
			.withPropertyValues("spring.datasource.hikari.connectionTimeout=30000", "resilience.db.pool-timeout=2s")
			.run((context) -> assertThat(context.getBean(HikariDataSource.class).getConnectionTimeout())
				.isEqualTo(30_000));
	}

	@Test
	void environmentVariablesOfAnySpellingCount() {
		this.contextRunner
			.withInitializer(
					(context) -> context.getEnvironment()
						.getPropertySources()
						.addFirst(new SystemEnvironmentPropertySource(
								StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
								Map.of("SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE", "7", "RESILIENCE_DB_POOL_TIMEOUT",
										"2s", "DB_MAX_OVERFLOW", "3", "RESILIENCE_DB_POOLS_DATASOURCE_POOLSIZE", "4"))))
			.run((context) -> {
				assertThat(context.getBean(HikariDataSource.class).getMaximumPoolSize()).isEqualTo(7);
				assertThat(settings(context))
					.containsEntry("maximumPoolSize", Setting.of(7, "spring.datasource.hikari.maximum-pool-size"))
					.containsEntry("minimumIdle", Setting.of(4, "resilience.db.pools.datasource.pool-size"))
					.containsEntry("connectionTimeoutMs", Setting.of(2000L, "resilience.db.pool-timeout"));
			});
	}

	@Test
	void settingOnHikariAloneIsNoContradiction(CapturedOutput output) {
		this.contextRunner.withPropertyValues("spring.datasource.hikari.maximum-pool-size=4").run((context) -> {
			HikariDataSource dataSource = context.getBean(HikariDataSource.class);
			assertThat(dataSource.getMaximumPoolSize()).isEqualTo(4);
			assertThat(dataSource.getMinimumIdle()).as("never above the maximum").isEqualTo(4);
			assertThat(output).doesNotContain("WARN");
		});
	}

	@Test
	void settingsOfAPoolThatIsNotThereAreWarnedOf(CapturedOutput output) {
		this.contextRunner.withPropertyValues("resilience.db.pools.dataSrc.pool-size=3")
			.run((context) -> assertThat(output).containsOnlyOnce("'resilience.db.pools.dataSrc' has no effect")
				.contains("only [dataSource]"));
	}

	@Test
	void minimumAboveTheMaximumIsShownAsHikariTakesIt() {
		this.contextRunner.withPropertyValues("spring.datasource.hikari.minimum-idle=20").run((context) -> {
			assertThat(settings(context).get("minimumIdle")).extracting(Setting::value).isEqualTo(15);
			DbPool pool = pools(context).find("dataSource");
			assertThat(pool).isNotNull();
			assertThat(pool.connections().min()).isEqualTo(15);
		});
	}

	@Test
	void hangingServerMakesNobodyWaitMuchLongerThanPoolTimeout() {
		this.contextRunner.run((context) -> assertThat(context.getBean(HikariDataSource.class).getValidationTimeout())
			.isEqualTo(1000));
		this.contextRunner.withPropertyValues("resilience.db.pool-timeout=400ms")
			.run((context) -> assertThat(context.getBean(HikariDataSource.class).getValidationTimeout())
				.isEqualTo(400));
		this.contextRunner.withPropertyValues("spring.datasource.hikari.validation-timeout=3000")
			.run((context) -> assertThat(settings(context).get("validationTimeoutMs"))
				.isEqualTo(Setting.of(3000L, "spring.datasource.hikari.validation-timeout")));
	}

	@Test
	void keepaliveIsOffWhenConnectionsDoNotLiveThatLong() {
		this.contextRunner.withPropertyValues("resilience.db.pool-recycle=1m").run((context) -> {
			assertThat(context.getBean(HikariDataSource.class).getKeepaliveTime()).isZero();
			assertThat(settings(context).get("keepaliveTimeMs")).extracting(Setting::origin)
				.isEqualTo("off, not below the lifetime from resilience.db.pool-recycle");
		});
	}

	@Test
	void recognizedProviderReplacesDefaults(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("spring.datasource.url=jdbc:postgresql://aws-0-eu-west-1.pooler.supabase.com/postgres")
			.run((context) -> {
				assertThat(context.getBean(HikariDataSource.class).getMaximumPoolSize()).isEqualTo(5);
				assertThat(settings(context))
					.containsEntry("maximumPoolSize",
							new Setting<>(5, "provider supabase-session + provider supabase-session", false))
					.containsEntry("provider", new Setting<>("supabase-session", "recognized from the URL", false));
				assertThat(output).containsOnlyOnce("provider: supabase-session, which sets maxLifetimeMs 1800000,"
						+ " maximumPoolSize 5, minimumIdle 3");
			});
	}

	@Test
	void settingWinsOverProvider() {
		this.contextRunner
			.withPropertyValues("spring.datasource.url=jdbc:postgresql://aws-0-eu-west-1.pooler.supabase.com/postgres",
					"DB_POOL_SIZE=4")
			.run((context) -> assertThat(settings(context)).containsEntry("maximumPoolSize",
					Setting.of(6, "DB_POOL_SIZE + provider supabase-session")));
	}

	@Test
	void namedProviderWinsOverRecognizedOne() {
		this.contextRunner
			.withPropertyValues("spring.datasource.url=jdbc:postgresql://aws-0-eu-west-1.pooler.supabase.com/postgres",
					"resilience.db.provider=none")
			.run((context) -> assertThat(context.getBean(HikariDataSource.class).getMaximumPoolSize()).isEqualTo(15));
	}

	@Test
	void transactionPoolerGetsNoPreparedStatements() {
		this.contextRunner
			.withPropertyValues(
					"spring.datasource.url=jdbc:postgresql://aws-0-eu-west-1.pooler.supabase.com:6543/postgres")
			.run((context) -> assertThat(context.getBean(HikariDataSource.class).getDataSourceProperties())
				.containsEntry("prepareThreshold", "0"));
	}

	@Test
	void driverSettingInTheUrlIsLeftAlone() {
		this.contextRunner
			.withPropertyValues(
					"spring.datasource.url=jdbc:postgresql://localhost/orders?connectTimeout=3&prepareThreshold=7",
					"resilience.db.provider=neon-pooled")
			.run((context) -> assertThat(context.getBean(HikariDataSource.class).getDataSourceProperties())
				.doesNotContainKeys("connectTimeout", "prepareThreshold")
				.containsEntry("loginTimeout", "5"));
	}

	@Test
	void unknownProviderStopsTheStart() {
		this.contextRunner.withPropertyValues("resilience.db.provider=oracle-cloud")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("resilience.db.provider")
				.hasStackTraceContaining("oracle-cloud"));
	}

	@Test
	void tunesEachPoolOfSeveral() {
		this.contextRunner.withUserConfiguration(TwoDataSources.class)
			.withPropertyValues("orders.datasource.jdbc-url=jdbc:h2:mem:orders",
					"orders.datasource.maximum-pool-size=9", "resilience.db.pools.reports.pool-size=2",
					"resilience.db.pools.reports.max-overflow=0")
			.run((context) -> {
				assertThat(context.getBean("orders", HikariDataSource.class).getMaximumPoolSize()).isEqualTo(9);
				assertThat(context.getBean("reports", HikariDataSource.class).getMaximumPoolSize()).isEqualTo(2);
				assertThat(pools(context).pools()).extracting(DbPool::name).containsExactly("orders", "reports");
				assertThat(settings(context, "orders")).containsEntry("maximumPoolSize",
						Setting.of(9, "orders.datasource.maximum-pool-size"));
				assertThat(settings(context, "reports")).containsEntry("connectionTimeoutMs",
						Setting.of(4000L, "set by the application"));
			});
	}

	@Test
	void leavesPoolThatHasStartedAsItIs() {
		this.contextRunner.withUserConfiguration(StartedDataSource.class).run((context) -> {
			assertThat(context.getBean(HikariDataSource.class).getMaximumPoolSize()).isEqualTo(10);
			assertThat(settings(context, "started")).containsEntry("maximumPoolSize",
					Setting.of(10, "set by the application"));
		});
	}

	@Test
	void leavesOtherDataSourcesAlone() {
		this.contextRunner.withUserConfiguration(OtherDataSource.class).run((context) -> {
			assertThat(context.getBean(DataSource.class)).isExactlyInstanceOf(DriverManagerDataSource.class);
			assertThat(pools(context).pools()).isEmpty();
		});
	}

	@Test
	void backsOffWhenSwitchedOff() {
		this.contextRunner.withPropertyValues("resilience.db.enabled=false").run(this::assertUntouched);
	}

	@Test
	void backsOffWhenStarterIsSwitchedOff() {
		this.contextRunner.withPropertyValues("resilience.enabled=false").run(this::assertUntouched);
	}

	@Test
	void backsOffWithoutHikari() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(HikariDataSource.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(DbPoolPostProcessor.class));
	}

	@Test
	void startsWithoutDataSource() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DbPoolAutoConfiguration.class, ResilienceAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private void assertUntouched(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed().doesNotHaveBean(DbPoolPostProcessor.class);
		assertThat(context.getBean(HikariDataSource.class).getMaximumPoolSize()).as("HikariCP's default").isEqualTo(10);
	}

	private Map<String, Object> values(Map<String, Setting<?>> settings) {
		return settings.entrySet()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, (entry) -> entry.getValue().value()));
	}

	private Map<String, Setting<?>> settings(AssertableApplicationContext context) {
		return settings(context, "dataSource");
	}

	private Map<String, Setting<?>> settings(AssertableApplicationContext context, String name) {
		DbPool pool = pools(context).find(name);
		assertThat(pool).isNotNull();
		return pool.settings();
	}

	@SuppressWarnings("unchecked")
	private PoolRegistry<DbPool> pools(AssertableApplicationContext context) {
		return context.getBean(PoolRegistry.class);
	}

	@Configuration(proxyBeanMethods = false)
	static class TwoDataSources {

		@Bean
		@Primary
		@ConfigurationProperties("orders.datasource")
		HikariDataSource orders() {
			return new HikariDataSource();
		}

		@Bean
		HikariDataSource reports() {
			HikariDataSource dataSource = new HikariDataSource();
			dataSource.setJdbcUrl("jdbc:h2:mem:reports");
			dataSource.setConnectionTimeout(4000);
			return dataSource;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class StartedDataSource {

		@Bean
		HikariDataSource started() throws Exception {
			HikariDataSource dataSource = new HikariDataSource();
			dataSource.setJdbcUrl("jdbc:h2:mem:started");
			dataSource.getConnection().close();
			return dataSource;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherDataSource {

		@Bean
		DataSource other() {
			return new DriverManagerDataSource("jdbc:h2:mem:other");
		}

	}

}
