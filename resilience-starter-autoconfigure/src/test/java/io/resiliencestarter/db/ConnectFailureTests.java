package io.resiliencestarter.db;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;

import io.resiliencestarter.db.ConnectFailure.Kind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectFailure}.
 */
class ConnectFailureTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-",
			value = { "53300 | 0    | FATAL: sorry, too many clients already                         | SERVER_LIMIT",
					"53300 | 0    | FATAL: too many connections for role \"app\"                   | SERVER_LIMIT",
					"08P01 | 0    | FATAL: no more connections allowed (max_client_conn)           | SERVER_LIMIT",
					"08P01 | 0    | FATAL: query_wait_timeout                                      | SERVER_LIMIT",
					"XX000 | 0    | (EMAXCONNSESSION) max clients reached in session mode          | SERVER_LIMIT",
					"XX000 | 0    | MaxClientsInSessionMode: max clients reached - in Session mode | SERVER_LIMIT",
					"XX000 | 0    | (ECHECKOUTTIMEOUT) unable to check out connection from the pool | SERVER_LIMIT",
					"08004 | 1040 | Too many connections                                           | SERVER_LIMIT",
					"42000 | 1203 | User app already has more than 'max_user_connections'          | SERVER_LIMIT",
					"42000 | 1226 | User has exceeded the 'max_user_connections' resource          | SERVER_LIMIT",
					"28P01 | 0    | FATAL: password authentication failed for user \"app\"         | AUTHENTICATION",
					"28000 | 1045 | Access denied for user 'app'@'localhost'                       | AUTHENTICATION",
					"08004 | 0    | The server requested SCRAM-based authentication                | AUTHENTICATION",
					"S0001 | 18456 | Login failed for user 'app'                                   | AUTHENTICATION",
					"08001 | 0    | Connection to localhost:5432 refused                           | DATABASE_DOWN",
					"57P03 | 0    | FATAL: the database system is starting up                      | DATABASE_DOWN",
					"08006 | 0    | The connection attempt failed.                                 | DATABASE_DOWN",
					"-     | 0    | -                                                              | DATABASE_DOWN" })
	void tellsTheKindOfFailure(String state, int code, String message, Kind kind) {
		assertThat(Kind.of(new SQLException(message, state, code))).isEqualTo(kind);
	}

	@Test
	void looksAtTheCauses() {
		SQLException refused = new SQLException("FATAL: sorry, too many clients already", "53300");
		assertThat(Kind.of(new SQLException("failed", new IOException(refused)))).isEqualTo(Kind.SERVER_LIMIT);
	}

	@Test
	void describesItselfInOneLine() {
		ConnectFailure failure = ConnectFailure.of(new SQLException("refused\n  Detail: none"), Instant.EPOCH);
		assertThat(failure.describe()).isEqualTo("database-down (refused)");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-",
			value = { "XX000 | max clients are limited to pool_size: 15, max clients reached       | 15  | true",
					"XX000 | (EMAXCONN) max client connections reached, limit: 200               | 200 | true",
					"08P01 | no more connections allowed (max_client_conn)                       | -   | true",
					"08P01 | query_wait_timeout                                                  | -   | true",
					"53300 | sorry, too many clients already                                     | -   | false",
					"42000 | has exceeded the 'max_user_connections' resource (current value: 3) | 3   | false" })
	void tellsTheLimitAndWhoseItIs(String state, String message, @Nullable Integer limit, boolean pooler) {
		int code = state.equals("42000") ? 1226 : 0;
		ConnectFailure failure = ConnectFailure.of(new SQLException(message, state, code), Instant.EPOCH);
		assertThat(failure.limit()).isEqualTo(limit);
		assertThat(failure.isOfPooler()).isEqualTo(pooler);
	}

}
