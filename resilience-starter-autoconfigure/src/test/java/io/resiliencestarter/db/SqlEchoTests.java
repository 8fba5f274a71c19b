package io.resiliencestarter.db;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.Statement;
import java.util.Set;

import org.h2.jdbc.JdbcConnection;
import org.h2.jdbc.JdbcPreparedStatement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SqlEcho}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SqlEchoTests {

	private static final String LINE = "io.resiliencestarter.db.sql.*orders: ";

	private Connection physical;

	private Connection connection;

	@BeforeEach
	void open() throws SQLException {
		this.physical = DriverManager.getConnection("jdbc:h2:mem:echo");
		this.connection = SqlEcho.wrap(this.physical, "orders");
		try (Statement statement = this.physical.createStatement()) {
			statement.execute("CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR)");
		}
	}

	@AfterEach
	void close() throws SQLException {
		this.connection.close();
	}

	@Test
	void logsStatementOnOneLineWithPoolAndDuration(CapturedOutput output) throws SQLException {
		try (Statement statement = this.connection.createStatement();
				ResultSet result = statement.executeQuery("SELECT count(*)\n\tFROM item\n")) {
			assertThat(result.next()).isTrue();
		}
		assertThat(output).containsPattern(LINE + "\\d+\\.\\d ms: SELECT count\\(\\*\\) FROM item");
	}

	@Test
	void logsPreparedStatementWhenItIsExecutedAndWithoutItsParameters(CapturedOutput output) throws SQLException {
		try (PreparedStatement statement = this.connection.prepareStatement("INSERT INTO item VALUES (?, ?)")) {
			statement.setInt(1, 4711);
			statement.setString(2, "secret");
			assertThat(output).doesNotContain("INSERT");
			assertThat(statement.executeUpdate()).isEqualTo(1);
		}
		assertThat(output).containsOnlyOnce("INSERT INTO item VALUES (?, ?)").doesNotContain("4711", "secret");
	}

	@Test
	void logsCallableStatement(CapturedOutput output) throws SQLException {
		try (Statement statement = this.connection.prepareCall("{call abs(-1)}")) {
			assertThat(((PreparedStatement) statement).execute()).isTrue();
		}
		assertThat(output).containsOnlyOnce("ms: {call abs(-1)}");
	}

	@Test
	void logsBatchWithItsSize(CapturedOutput output) throws SQLException {
		try (PreparedStatement statement = this.connection.prepareStatement("INSERT INTO item VALUES (?, 'x')")) {
			for (int i = 0; i < 3; i++) {
				statement.setInt(1, i);
				statement.addBatch();
			}
			assertThat(statement.executeBatch()).containsExactly(1, 1, 1);
			statement.setInt(1, 9);
			statement.addBatch();
			assertThat(statement.executeLargeBatch()).containsExactly(1L);
		}
		assertThat(output).containsOnlyOnce("batch of 3: INSERT INTO item VALUES (?, 'x')")
			.containsOnlyOnce("batch of 1: INSERT INTO item VALUES (?, 'x')");
	}

	@Test
	void logsEachStatementOfABatchThatIsNotCleared(CapturedOutput output) throws SQLException {
		try (Statement statement = this.connection.createStatement()) {
			statement.addBatch("DELETE FROM item WHERE id = 0");
			statement.clearBatch();
			statement.addBatch("DELETE FROM item WHERE id = 1");
			statement.addBatch("DELETE FROM item WHERE id = 2");
			statement.executeBatch();
		}
		assertThat(output).containsOnlyOnce("batch of 2: DELETE FROM item WHERE id = 1; DELETE FROM item WHERE id = 2");
	}

	@Test
	void failureIsLoggedWithoutItsMessageAndThrownAsItIs(CapturedOutput output) throws SQLException {
		try (PreparedStatement statement = this.connection.prepareStatement("INSERT INTO item VALUES (?, 'x')")) {
			statement.setInt(1, 4711);
			statement.execute();
			assertThatExceptionOfType(SQLIntegrityConstraintViolationException.class).isThrownBy(statement::execute)
				.withMessageContaining("4711");
		}
		assertThat(output)
			.containsPattern(
					LINE + "failed \\(\\w*SQLIntegrityConstraintViolationException 23505\\) after \\d+\\.\\d ms:"
							+ " INSERT INTO item VALUES \\(\\?, 'x'\\)")
			.doesNotContain("4711");
	}

	@Test
	void driverIsReachable() throws SQLException {
		assertThat(this.connection.isWrapperFor(JdbcConnection.class)).isTrue();
		assertThat(this.connection.unwrap(JdbcConnection.class)).isSameAs(this.physical);
		try (PreparedStatement statement = this.connection.prepareStatement("SELECT 1")) {
			assertThat(statement.unwrap(JdbcPreparedStatement.class)).isNotNull();
		}
	}

	@Test
	void isItselfOnly() throws SQLException {
		assertThat(Set.of(this.connection).contains(this.connection)).isTrue();
		assertThat(this.connection).isNotEqualTo(this.physical)
			.isNotEqualTo(SqlEcho.wrap(this.physical, "orders"))
			.hasToString(this.physical.toString());
		try (Statement statement = this.connection.createStatement()) {
			assertThat(statement.getConnection()).isSameAs(this.connection);
			assertThat(Set.of(statement).contains(statement)).isTrue();
		}
	}

}
