package io.resiliencestarter.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.sql.DataSource;

import io.resiliencestarter.TestApplication;
import io.resiliencestarter.testing.TestServers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.http.ResponseEntity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Acting on a pool that keeps all its connections, with the effect counted on the server.
 */
class DbPoolActionsIT {

	private static final Duration WAIT = Duration.ofSeconds(20);

	private static final int SIZE = 6;

	private static TestApplication application;

	private static DataSource dataSource;

	private static Backends backends;

	@BeforeAll
	static void start() throws SQLException {
		application = TestApplication.start(TestServers.postgres().properties(), "resilience.db.pool-size=" + SIZE,
				"resilience.db.max-overflow=0", "resilience.db.pool-timeout=10s",
				"resilience.db.application-name=resized", "management.endpoint.dbpool.access=unrestricted");
		dataSource = application.bean(DataSource.class);
		backends = new Backends(TestServers.postgres(), "resized");
	}

	@AfterAll
	static void stop() throws SQLException {
		backends.close();
		application.close();
	}

	/**
	 * A pool of full size, most of whose connections were never borrowed.
	 */
	@BeforeEach
	void fill() throws SQLException {
		act("resize", SIZE);
		closeAll(borrow(1));
		act("evict", null);
		closeAll(borrow(1));
		await().atMost(WAIT).until(() -> backends.count() == SIZE && idle() == SIZE);
	}

	@Test
	void closesTheSurplusAndNothingElse() throws SQLException {
		Set<Integer> before = backends.pids();
		act("resize", 2);
		await().atMost(WAIT).until(() -> backends.count() <= 2);
		assertThat(backends.pids()).hasSize(2).isSubsetOf(before);
		assertThat(application.get("/actuator/db-pool/dataSource").at("/connections").toString())
			.startsWith("{\"max\":2,\"min\":2,\"total\":2,");
	}

	@Test
	void growsWithoutRenewingWhatIsThere() throws SQLException {
		act("resize", 2);
		await().atMost(WAIT).until(() -> backends.count() <= 2);
		Set<Integer> before = backends.pids();
		act("resize", SIZE + 2);
		closeAll(borrow(SIZE + 2));
		assertThat(backends.pids()).hasSize(SIZE + 2).containsAll(before);
	}

	@Test
	void connectionInUseIsClosedWhenItsHolderIsDone() throws SQLException {
		List<Connection> borrowed = borrow(SIZE);
		Set<Integer> before = backends.pids();
		act("resize", 1);
		for (Connection connection : borrowed) {
			execute(connection);
		}
		assertThat(backends.pids()).isEqualTo(before);
		closeAll(borrowed);
		await().atMost(WAIT).until(() -> backends.count() <= 1);
		closeAll(borrow(1));
		assertThat(backends.pids()).hasSize(1).isSubsetOf(before);
	}

	@Test
	void evictRenewsAllConnectionsWithoutDisturbingHolders() throws SQLException {
		Set<Integer> before = backends.pids();
		Connection held = borrow(1).get(0);
		int pid = Backends.pid(held);
		act("evict", null);
		await().atMost(WAIT)
			.until(() -> backends.pids().stream().filter(before::contains).allMatch((old) -> old == pid));
		execute(held);
		held.close();
		await().atMost(WAIT).until(() -> backends.count() == SIZE);
		assertThat(backends.pids()).doesNotContainAnyElementsOf(before);
	}

	@ParameterizedTest
	@CsvSource({ "resize, , 'max must be a whole number from 1 to 10000, it is null'",
			"resize, 0, max must be a whole number from 1", "resize, -1, max must be a whole number from 1",
			"resize, 10001, max must be a whole number from 1", "resize, many, Bad Request",
			"explode, , 'action must be ''resize'' or ''evict'', it is ''explode'''",
			", , action must be 'resize' or 'evict'" })
	void whatCannotBeDoneIsABadRequestThatSaysWhy(@Nullable String action, @Nullable String max, String reason)
			throws SQLException {
		ResponseEntity<String> response = post("dataSource", action, max);
		assertThat(response.getStatusCode().value()).isEqualTo(400);
		assertThat(response.getBody()).contains(reason);
		assertThat(backends.count()).isEqualTo(SIZE);
	}

	@Test
	void unknownPoolIsNotFound() {
		assertThat(post("unknown", "evict", null).getStatusCode().value()).isEqualTo(404);
	}

	private static void act(String action, @Nullable Integer max) {
		assertThat(post("dataSource", action, max).getStatusCode().value()).isEqualTo(200);
	}

	private static ResponseEntity<String> post(String pool, @Nullable String action, @Nullable Object max) {
		Map<String, Object> body = new HashMap<>();
		if (action != null) {
			body.put("action", action);
		}
		if (max != null) {
			body.put("max", max);
		}
		return application.post("/actuator/db-pool/" + pool, body);
	}

	private static List<Connection> borrow(int connections) throws SQLException {
		List<Connection> borrowed = new ArrayList<>();
		for (int i = 0; i < connections; i++) {
			borrowed.add(dataSource.getConnection());
		}
		return borrowed;
	}

	private static void closeAll(List<Connection> connections) throws SQLException {
		for (Connection connection : connections) {
			connection.close();
		}
	}

	private static void execute(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute("SELECT 1");
		}
	}

	private static int idle() {
		return application.get("/actuator/db-pool/dataSource").at("/connections/idle").asInt();
	}

}
