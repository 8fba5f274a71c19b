package io.resiliencestarter.db;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import io.resiliencestarter.TestApplication;
import io.resiliencestarter.support.UserSettings;
import io.resiliencestarter.testing.TestServers;
import io.resiliencestarter.testing.TestServers.MariadbServer;
import io.resiliencestarter.testing.TestServers.PostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the driver settings do on real servers, which are asked what has arrived.
 */
class DriverSettingsIT {

	private static final String[] LIMITS = { "resilience.db.statement-timeout=500ms", "resilience.db.jit=false",
			"resilience.db.socket-timeout=20s" };

	private final PostgresServer postgres = TestServers.postgres();

	@Test
	void postgresqlKeepsTheLimits() throws SQLException {
		try (TestApplication application = TestApplication.start(this.postgres.properties(), LIMITS);
				Connection connection = application.bean(DataSource.class).getConnection()) {
			assertThat(query(connection, "SHOW statement_timeout")).isEqualTo("500ms");
			assertThat(query(connection, "SHOW jit")).isEqualTo("off");
			assertThat(connection.getNetworkTimeout()).isEqualTo(20_000);
			assertThatExceptionOfType(SQLException.class).isThrownBy(() -> query(connection, "SELECT pg_sleep(30)"))
				.returns("57014", SQLException::getSQLState);
			assertThat(connection.isValid(1)).isTrue();
		}
	}

	@Test
	void postgresqlIsLeftAsItIsUnlessAskedFor() throws SQLException {
		try (TestApplication application = TestApplication.start(this.postgres.properties());
				Connection connection = application.bean(DataSource.class).getConnection();
				Connection other = DriverManager.getConnection(this.postgres.url(), this.postgres.username(),
						this.postgres.password())) {
			assertThat(query(connection, "SHOW statement_timeout")).isEqualTo(query(other, "SHOW statement_timeout"));
			assertThat(query(connection, "SHOW jit")).isEqualTo(query(other, "SHOW jit"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "orders", "Überaus lange Bezeichnung eines Dienstes, 注文, von dem es mehrere gibt" })
	void postgresqlShowsTheWholeName(String name) throws SQLException {
		try (TestApplication application = TestApplication.start(this.postgres.properties(),
				"spring.datasource.hikari.data-source-properties.options=-c search_path=shop",
				"resilience.db.jit=false", "resilience.db.application-name=" + name);
				Connection connection = application.bean(DataSource.class).getConnection()) {
			String shown = application.get("/actuator/db-pool/dataSource")
				.at("/settings/applicationName/value")
				.asString();
			assertThat(query(connection, "SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid()"))
				.isEqualTo(shown)
				.matches("[OU].*/.+|orders/.+");
			assertThat(query(connection, "SHOW search_path")).isEqualTo("shop");
			assertThat(query(connection, "SHOW jit")).isEqualTo("off");
		}
	}

	@Test
	void mariadbKeepsTheLimitsAndKnowsTheApplication() throws SQLException {
		MariadbServer server = TestServers.mariadb();
		try (TestApplication application = TestApplication.start(server.properties(), LIMITS);
				Connection connection = application.bean(DataSource.class).getConnection()) {
			assertThat(query(connection, "SELECT @@max_statement_time")).isEqualTo("0.500000");
			assertThat(programName(connection)).startsWith("test/");
			assertThat(connection.getNetworkTimeout()).isEqualTo(20_000);
			assertThatExceptionOfType(SQLException.class).isThrownBy(() -> query(connection, "SELECT sleep(30)"))
				.returns(1969, SQLException::getErrorCode);
			assertThat(connection.isValid(1)).isTrue();
		}
	}

	@Test
	void driverOfMysqlPassesTheNameAndTheSocketTimeout() throws SQLException {
		MariadbServer server = TestServers.mariadb();
		try (TestApplication application = TestApplication.start(server.properties(),
				"spring.datasource.url=" + server.url().replace(":mariadb:", ":mysql:"),
				"resilience.db.socket-timeout=20s");
				Connection connection = application.bean(DataSource.class).getConnection()) {
			assertThat(programName(connection)).startsWith("test/");
			assertThat(connection.getNetworkTimeout()).isEqualTo(20_000);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "postgresql", "mariadb" })
	void serverThatAcceptsAndSaysNothingIsGivenUp(String product) throws IOException {
		try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			HikariConfig config = new HikariConfig();
			config.setJdbcUrl("jdbc:%s://127.0.0.1:%d/orders".formatted(product, silent.getLocalPort()));
			DbProperties properties = new DbProperties();
			properties.setConnectTimeout(Duration.ofSeconds(1));
			MockEnvironment environment = new MockEnvironment();
			new DriverSettings("dataSource", config, new UserSettings(environment, null),
					new DbPoolSettingsResolver(properties, environment).resolve("dataSource", DbProvider.NONE))
				.apply();
			Properties parameters = config.getDataSourceProperties();
			parameters.setProperty("user", "tests");
			long start = System.nanoTime();
			assertThatExceptionOfType(SQLException.class)
				.isThrownBy(() -> DriverManager.getConnection(config.getJdbcUrl(), parameters));
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(900),
					Duration.ofSeconds(5));
		}
	}

	private static String programName(Connection connection) throws SQLException {
		return query(connection, "SELECT attr_value FROM performance_schema.session_connect_attrs"
				+ " WHERE processlist_id = connection_id() AND attr_name = 'program_name'");
	}

	private static String query(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement(); ResultSet result = statement.executeQuery(sql)) {
			result.next();
			return result.getString(1);
		}
	}

}
