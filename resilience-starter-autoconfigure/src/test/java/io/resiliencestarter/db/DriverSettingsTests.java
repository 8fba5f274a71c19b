package io.resiliencestarter.db;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

import com.zaxxer.hikari.HikariConfig;
import io.resiliencestarter.support.Setting;
import io.resiliencestarter.support.UserSettings;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DriverSettings}.
 */
@ExtendWith(OutputCaptureExtension.class)
class DriverSettingsTests {

	private static final String[] EVERYTHING = { "resilience.db.connect-timeout=1500ms",
			"resilience.db.socket-timeout=61s", "resilience.db.statement-timeout=2500ms", "resilience.db.jit=false",
			"resilience.db.application-name=orders" };

	private final HikariConfig config = new HikariConfig();

	@Test
	void setsPostgresql() {
		Map<String, Setting<?>> effective = apply("jdbc:postgresql://localhost/orders", EVERYTHING);
		assertThat(parameters()).containsOnly(Map.entry("connectTimeout", "2"), Map.entry("loginTimeout", "2"),
				Map.entry("socketTimeout", "61"), Map.entry("tcpKeepAlive", "true"),
				Map.entry("ApplicationName", "orders/pod-" + ProcessHandle.current().pid()),
				Map.entry("options", "-c statement_timeout=2500 -c jit=false"));
		assertThat(effective).containsEntry("connectTimeoutMs", Setting.of(2000L, "resilience.db.connect-timeout"))
			.containsEntry("statementTimeoutMs", Setting.of(2500L, "resilience.db.statement-timeout"))
			.containsEntry("jit", Setting.of(false, "resilience.db.jit"))
			.containsEntry("tcpKeepAlive", new Setting<>(true, "default", false))
			.containsKeys("loginTimeoutMs", "socketTimeoutMs", "applicationName");
	}

	@Test
	void setsMysql() {
		apply("jdbc:mysql://localhost/orders", EVERYTHING);
		assertThat(parameters()).containsOnly(Map.entry("connectTimeout", "1500"), Map.entry("socketTimeout", "61000"),
				Map.entry("tcpKeepAlive", "true"),
				Map.entry("connectionAttributes", "program_name:orders/pod-" + ProcessHandle.current().pid()),
				Map.entry("sessionVariables", "max_execution_time=2500"));
	}

	@Test
	void setsMariadb() {
		Map<String, Setting<?>> effective = apply("jdbc:mariadb://localhost/orders", EVERYTHING);
		assertThat(parameters()).containsOnly(Map.entry("connectTimeout", "1500"), Map.entry("socketTimeout", "61000"),
				Map.entry("tcpKeepAlive", "true"),
				Map.entry("connectionAttributes", "program_name:orders/pod-" + ProcessHandle.current().pid()),
				Map.entry("sessionVariables", "max_statement_time=2.500"));
		assertThat(effective).containsEntry("statementTimeoutMs", Setting.of(2500L, "resilience.db.statement-timeout"));
	}

	@Test
	void setsSqlServer() {
		apply("jdbc:sqlserver://localhost:1433;databaseName=orders", EVERYTHING);
		assertThat(parameters()).containsOnly(Map.entry("loginTimeout", "2"), Map.entry("socketTimeout", "61000"),
				Map.entry("queryTimeout", "3"),
				Map.entry("applicationName", "orders/pod-" + ProcessHandle.current().pid()));
	}

	@ParameterizedTest
	@CsvSource({ "jdbc:h2:mem:orders, {QUERY_TIMEOUT=2500}",
			"jdbc:h2:tcp://localhost/mem:orders, '{NETWORK_TIMEOUT=61000, QUERY_TIMEOUT=2500}'" })
	void setsH2(String url, String parameters) {
		apply(url, EVERYTHING);
		assertThat(parameters()).hasToString(parameters);
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdbc:postgresql://localhost/orders", "jdbc:mysql://localhost/orders",
			"jdbc:mariadb://localhost/orders", "jdbc:sqlserver://localhost;databaseName=orders" })
	void driverKnowsEachParameter(String url) throws SQLException {
		apply(url, EVERYTHING);
		DriverPropertyInfo[] known = DriverManager.getDriver(url).getPropertyInfo(url, new Properties());
		assertThat(known).extracting((property) -> property.name).containsAll(parameters().keySet());
	}

	@Test
	void h2EndsALongStatement() throws SQLException {
		apply("jdbc:h2:mem:orders", "resilience.db.statement-timeout=100ms");
		try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:orders",
				this.config.getDataSourceProperties()); Statement statement = connection.createStatement()) {
			assertThatExceptionOfType(SQLTimeoutException.class).isThrownBy(() -> statement
				.execute("SELECT sum(a.x * b.x) FROM system_range(1, 100000) a, system_range(1, 100000) b"));
		}
	}

	@ParameterizedTest
	@CsvSource({ "jdbc:postgresql://localhost/orders, loginTimeout connectTimeout ApplicationName tcpKeepAlive",
			"jdbc:mysql://localhost/orders, connectTimeout connectionAttributes tcpKeepAlive",
			"jdbc:sqlserver://localhost, loginTimeout applicationName", "jdbc:h2:mem:orders, ''",
			"jdbc:oracle:thin:@localhost/orders, ''" })
	void setsNoLimitThatNobodyAskedFor(String url, String parameters, CapturedOutput output) {
		apply(url);
		assertThat(parameters()).containsOnlyKeys(parameters.isEmpty() ? new String[0] : parameters.split(" "));
		assertThat(output).doesNotContain("is not applied");
	}

	@ParameterizedTest
	@CsvSource({ "jdbc:postgresql://localhost/orders?a=b&SOCKETTIMEOUT=7, socketTimeout",
			"jdbc:postgresql://localhost/orders?ApplicationName=shop, ApplicationName",
			"jdbc:mysql://localhost/orders?socketTimeout=7, socketTimeout",
			"'jdbc:mysql://address=(host=localhost)(connectTimeout=7)/orders', connectTimeout",
			"'jdbc:mysql://(host=localhost,connectTimeout=7)/orders', connectTimeout",
			"jdbc:mariadb://localhost/orders?connectionAttributes=none, connectionAttributes",
			"jdbc:sqlserver://localhost;querytimeout=7;databaseName=orders, queryTimeout",
			"jdbc:h2:mem:orders;query_timeout=7, QUERY_TIMEOUT" })
	void leavesAloneWhatTheUrlSets(String url, String parameter, CapturedOutput output) {
		apply(url, EVERYTHING);
		assertThat(parameters()).doesNotContainKey(parameter);
		assertThat(output).containsOnlyOnce("is not applied: " + parameter + " is set in the JDBC URL");
	}

	@Test
	void leavesAloneWhatThePoolSetsWhateverItsCase(CapturedOutput output) {
		this.config.addDataSourceProperty("QUERY_timeout", "7");
		Map<String, Setting<?>> effective = apply("jdbc:h2:mem:orders", EVERYTHING);
		assertThat(parameters()).containsOnly(Map.entry("QUERY_timeout", "7"));
		String key = "spring.datasource.hikari.data-source-properties.QUERY_timeout";
		assertThat(effective).containsEntry("statementTimeout", Setting.of("7", key));
		assertThat(output).containsOnlyOnce(
				"Pool 'dataSource': 'resilience.db.statement-timeout' is not applied: QUERY_TIMEOUT is set in " + key);
	}

	@Test
	void settingOfThePoolIsNoContradictionToADefaultOrToItself(CapturedOutput output) {
		this.config.addDataSourceProperty("connectTimeout", "7");
		this.config.addDataSourceProperty("socketTimeout", 61);
		this.config.addDataSourceProperty("ApplicationName", "shop");
		apply("jdbc:postgresql://localhost/orders", "resilience.db.socket-timeout=61s");
		assertThat(output).doesNotContain("is not applied");
	}

	@Test
	void showsNothingOfTheUrlThatCouldBeAPassword() {
		assertThat(apply("jdbc:sqlserver://localhost;password={a;applicationName=b};loginTimeout=7"))
			.doesNotContainKey("applicationName")
			.containsEntry("loginTimeout", Setting.of("7", "the JDBC URL"));
	}

	@Test
	void addsToTheOptionsOfThePool() {
		this.config.addDataSourceProperty("options", "-c search_path=shop");
		apply("jdbc:postgresql://localhost/orders", EVERYTHING);
		assertThat(parameters()).containsEntry("options", "-c search_path=shop -c statement_timeout=2500 -c jit=false");
	}

	@Test
	void addsToTheSessionVariablesOfThePool() {
		this.config.addDataSourceProperty("sessionVariables", "sql_mode='ANSI,TRADITIONAL'");
		apply("jdbc:mariadb://localhost/orders", EVERYTHING);
		assertThat(parameters()).containsEntry("sessionVariables",
				"sql_mode='ANSI,TRADITIONAL',max_statement_time=2.500");
	}

	@ParameterizedTest
	@ValueSource(strings = { "-c Statement_Timeout=5s -c jit_above_cost=1", "--statement-timeout=5s" })
	void leavesAloneWhatTheOptionsOfThePoolSet(String options, CapturedOutput output) {
		this.config.addDataSourceProperty("options", options);
		apply("jdbc:postgresql://localhost/orders", EVERYTHING);
		assertThat(parameters()).containsEntry("options", options + " -c jit=false");
		assertThat(output).containsOnlyOnce("'resilience.db.statement-timeout' is not applied:"
				+ " spring.datasource.hikari.data-source-properties.options has a value for it");
	}

	@Test
	void leavesOptionsInTheUrlAndSaysWhatToAdd(CapturedOutput output) {
		apply("jdbc:postgresql://localhost/orders?options=-c%20search_path=a,b%20-c%20statement_timeout%3D5s",
				EVERYTHING);
		assertThat(parameters()).doesNotContainKey("options");
		assertThat(output)
			.containsOnlyOnce("'resilience.db.statement-timeout' is not applied: the JDBC URL has a value for it")
			.containsOnlyOnce("'resilience.db.jit' is not applied: the JDBC URL has options of its own."
					+ " Add '-c jit=false' to them.");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					jdbc:postgresql://aws-0-eu-west-1.pooler.supabase.com:5432/postgres           | ALTER ROLE ... SET statement_timeout=2000
					jdbc:postgresql://aws-0-eu-west-1.pooler.supabase.com:6543/postgres           | ALTER ROLE ... SET statement_timeout=2000
					jdbc:postgresql://ep-1-pooler.us-east-2.aws.neon.tech/neondb                  | ALTER ROLE ... SET statement_timeout=2000
					jdbc:postgresql://orders.proxy-c1abcdefghij.eu-west-1.rds.amazonaws.com/orders | ALTER ROLE ... SET statement_timeout=2000
					jdbc:mysql://orders.proxy-c1abcdefghij.eu-west-1.rds.amazonaws.com/orders     | SET GLOBAL max_execution_time=2000
					jdbc:postgresql://pgbouncer.abc123.flympg.net/fly-db                          | ALTER ROLE ... SET statement_timeout=2000
					jdbc:postgresql://pgbouncer:6432/orders                                       | ALTER ROLE ... SET statement_timeout=2000
					""")
	void asksNoSessionSettingOfAPooler(String url, String command, CapturedOutput output) {
		Map<String, Setting<?>> effective = apply(url, "resilience.db.statement-timeout=2s");
		assertThat(parameters()).doesNotContainKeys("options", "sessionVariables").containsKey("tcpKeepAlive");
		assertThat(effective).doesNotContainKey("statementTimeoutMs");
		assertThat(output).containsOnlyOnce("'resilience.db.statement-timeout' is not applied: a pooler in between")
			.contains(command);
	}

	@Test
	void poolWithoutSessionSettingsGetsNoWarningOfItsPooler(CapturedOutput output) {
		apply("jdbc:postgresql://ep-1-pooler.us-east-2.aws.neon.tech/neondb");
		assertThat(parameters()).containsEntry("prepareThreshold", "0");
		assertThat(output).doesNotContain("is not applied");
	}

	@Test
	void namedProviderSaysThatThereIsNoPooler() {
		apply("jdbc:postgresql://db.example.org:6432/orders", "resilience.db.provider=none",
				"resilience.db.statement-timeout=2s");
		assertThat(parameters()).containsEntry("options", "-c statement_timeout=2000");
	}

	@Test
	void cockroachDbHasNoJit() {
		apply("jdbc:postgresql://orders-1.8nj.gcp-europe-west1.cockroachlabs.cloud:26257/orders", EVERYTHING);
		assertThat(parameters()).containsEntry("options", "-c statement_timeout=2500");
	}

	@Test
	void saysThatAnotherDriverIsNotSet(CapturedOutput output) {
		assertThat(apply("jdbc:oracle:thin:@localhost/orders", EVERYTHING)).isEmpty();
		assertThat(parameters()).isEmpty();
		assertThat(Arrays.asList("connect-timeout", "socket-timeout", "statement-timeout"))
			.allSatisfy((key) -> assertThat(output).containsOnlyOnce("'resilience.db." + key + "' is not applied"));
	}

	@Test
	void leavesDataSourceOfTheApplicationAlone() {
		this.config.setDataSource(new JdbcDataSource());
		assertThat(apply("jdbc:h2:mem:orders", EVERYTHING)).isEmpty();
		assertThat(parameters()).isEmpty();
	}

	private Map<String, Setting<?>> apply(String url, String... properties) {
		MockEnvironment environment = new MockEnvironment().withProperty("HOSTNAME", "pod");
		TestPropertyValues.of(properties).applyTo(environment);
		this.config.setJdbcUrl(url);
		DbProperties bound = Binder.get(environment).bindOrCreate("resilience.db", DbProperties.class);
		DbPoolSettings settings = new DbPoolSettingsResolver(bound, environment).resolve("dataSource",
				new DbProviderDetector(environment).detect(this.config));
		return new DriverSettings("dataSource", this.config, new UserSettings(environment, "spring.datasource.hikari"),
				settings)
			.apply();
	}

	private Map<String, String> parameters() {
		Map<String, String> parameters = new TreeMap<>();
		this.config.getDataSourceProperties()
			.forEach((name, value) -> parameters.put(name.toString(), value.toString()));
		return parameters;
	}

}
