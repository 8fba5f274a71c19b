package io.resiliencestarter.db;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;

import javax.sql.DataSource;

import io.resiliencestarter.TestApplication;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A database that really dies and comes back.
 */
class DbOutageIT {

	private static final Duration WAIT = Duration.ofSeconds(60);

	@TempDir
	private Path data;

	@Test
	void failsAtOnceWhileTheServerIsGoneAndRecoversByItself() throws Exception {
		EmbeddedPostgres server = start(0);
		int port = server.getPort();
		try (TestApplication application = application(port)) {
			DataSource dataSource = application.bean(DataSource.class);
			dataSource.getConnection().close();
			server.close();
			await().atMost(WAIT).until(() -> fails(dataSource) && state(application).equals("open"));
			assertThat(pool(application).at("/status").asString()).isEqualTo("down");
			assertThat(health(application)).contains("\"status\":\"DOWN\"");
			await().atMost(WAIT).until(() -> pool(application).at("/verdict/cause").asString().equals("database-down"));
			assertRejectedQuickly(dataSource);
			server = start(port);
			await().atMost(WAIT).until(() -> !fails(dataSource));
			await().atMost(WAIT).until(() -> state(application).equals("closed"));
			assertThat(pool(application).at("/status").asString()).isEqualTo("healthy");
		}
		finally {
			server.close();
		}
	}

	@Test
	void applicationStartsWithoutItsDatabaseAndSaysThatItIsDown() throws Exception {
		EmbeddedPostgres server = start(0);
		int port = server.getPort();
		server.close();
		try (TestApplication application = application(port)) {
			DataSource dataSource = application.bean(DataSource.class);
			assertThatExceptionOfType(SQLTransientConnectionException.class)
				.isThrownBy(() -> dataSource.getConnection())
				.withMessageStartingWith("dataSource: no connection, the pool could not start. Cause: database-down (");
			assertThat(pool(application).at("/status").asString()).isEqualTo("down");
			server = start(port);
			await().atMost(WAIT).until(() -> !fails(dataSource));
		}
		finally {
			server.close();
		}
	}

	private static void assertRejectedQuickly(DataSource dataSource) {
		long start = System.nanoTime();
		for (int i = 0; i < 1000; i++) {
			assertThatExceptionOfType(BorrowRejectedException.class).isThrownBy(() -> dataSource.getConnection())
				.withMessageContaining("circuit breaker 'db.dataSource' is open")
				.withMessageContaining("Cause: database-down (");
		}
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
	}

	private TestApplication application(int port) {
		return TestApplication.start(
				new String[] { "spring.datasource.url=jdbc:postgresql://localhost:" + port + "/postgres",
						"spring.datasource.username=postgres", "spring.datasource.password=postgres" },
				"resilience.db.pool-timeout=1s", "resilience.db.breaker.open-for=3s");
	}

	private EmbeddedPostgres start(int port) throws IOException {
		return EmbeddedPostgres.builder()
			.setPort(port)
			.setDataDirectory(this.data)
			.setCleanDataDirectory(false)
			.start();
	}

	private static boolean fails(DataSource dataSource) {
		try (Connection connection = dataSource.getConnection()) {
			return !connection.isValid(1);
		}
		catch (SQLException ex) {
			return true;
		}
	}

	private static String state(TestApplication application) {
		return pool(application).at("/breaker/state").asString();
	}

	private static JsonNode pool(TestApplication application) {
		return application.get("/actuator/db-pool/dataSource");
	}

	private static String health(TestApplication application) {
		return application.client()
			.get()
			.uri("/actuator/health/dbPool")
			.exchangeForRequiredValue((request, response) -> String.valueOf(response.bodyTo(JsonNode.class)));
	}

}
