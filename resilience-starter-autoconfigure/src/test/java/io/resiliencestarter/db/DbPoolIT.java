package io.resiliencestarter.db;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import io.resiliencestarter.TestApplication;
import io.resiliencestarter.testing.TestServers;
import io.resiliencestarter.testing.TestServers.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.web.client.HttpClientErrorException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The pool under load on a real PostgreSQL, seen through the real endpoint.
 */
class DbPoolIT {

	private static final Duration WAIT = Duration.ofSeconds(30);

	private static final PostgresServer SERVER = TestServers.postgres();

	private static TestApplication application;

	private static DataSource dataSource;

	@BeforeAll
	static void start() {
		application = TestApplication.start(SERVER.properties(), "resilience.db.pool-size=10",
				"resilience.db.max-overflow=20", "resilience.db.pool-timeout=60s",
				"spring.datasource.hikari.data-source-properties.ApplicationName=load");
		dataSource = application.bean(DataSource.class);
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 10, 30, 35 })
	void holdsNoMoreThanTheMaximumForConcurrentRequests(int requests) throws Exception {
		int served = Math.min(requests, 30);
		AtomicInteger borrowed = new AtomicInteger();
		CountDownLatch release = new CountDownLatch(1);
		ExecutorService executor = Executors.newFixedThreadPool(requests);
		try {
			List<Future<Integer>> results = new ArrayList<>();
			for (int i = 1; i <= requests; i++) {
				results.add(executor.submit(() -> query(borrowed, release)));
				// All at once, HikariCP can open fewer than callers wait for
				int expected = Math.min(i, served);
				await().atMost(WAIT).until(() -> borrowed.get() == expected);
			}
			await().atMost(WAIT)
				.untilAsserted(
						() -> assertThat(pool().at("/connections/waiting").asInt()).isEqualTo(requests - served));
			assertThat(pool().at("/connections/active").asInt()).isEqualTo(served);
			assertThat(pool().at("/status").asString()).isEqualTo((served == 30) ? "critical" : "healthy");
			assertThat(serverConnections()).isBetween(served, 30);
			release.countDown();
			assertAllSucceed(results);
		}
		finally {
			release.countDown();
			executor.shutdownNow();
		}
		assertNoneLeftInUse();
	}

	@ParameterizedTest
	@ValueSource(ints = { 10, 30, 35 })
	void servesBurstsOfConcurrentRequests(int requests) throws Exception {
		CyclicBarrier together = new CyclicBarrier(requests);
		ExecutorService executor = Executors.newFixedThreadPool(requests);
		try {
			List<Future<Integer>> results = new ArrayList<>();
			for (int i = 0; i < requests; i++) {
				results.add(executor.submit(() -> {
					together.await();
					return query(new AtomicInteger(), new CountDownLatch(0));
				}));
			}
			assertAllSucceed(results);
			assertThat(serverConnections()).isLessThanOrEqualTo(30);
		}
		finally {
			executor.shutdownNow();
		}
		assertNoneLeftInUse();
	}

	@Test
	void showsWhatItIs() {
		try (TestApplication unused = TestApplication.start(SERVER.properties())) {
			JsonNode endpoint = unused.get("/actuator/db-pool");
			assertThat(endpoint.at("/status").asString()).isEqualTo("not-started");
			assertThat(endpoint.at("/pools/dataSource/started").asBoolean()).isFalse();
			assertThat(endpoint.at("/pools/dataSource/connections").toString()).isEqualTo(
					"{\"max\":15,\"min\":5,\"total\":0,\"active\":0,\"idle\":0,\"waiting\":0,\"utilization\":0.0}");
			assertThat(endpoint.at("/pools/dataSource/settings/maximumPoolSize").toString()).isEqualTo(
					"{\"value\":15,\"origin\":\"resilience.db.pool-size (default) + resilience.db.max-overflow (default)\"}");
			assertThat(unused.get("/actuator/health/dbPool").at("/status").asString()).isEqualTo("UP");
			assertThat(endpoint.toString()).doesNotContain(SERVER.url());
		}
	}

	@Test
	void setsTimeoutsOnTheDriver() throws SQLException {
		try (Connection connection = dataSource.getConnection()) {
			assertThat(pool().at("/settings/connectTimeoutMs/value").asInt()).isEqualTo(5000);
			assertThat(connection.getNetworkTimeout()).as("no socket time-out unless asked for").isZero();
		}
	}

	@Test
	void unknownPoolIsNotFound() {
		assertThatExceptionOfType(HttpClientErrorException.NotFound.class)
			.isThrownBy(() -> application.get("/actuator/db-pool/unknown"));
	}

	@Test
	void refusesActionsUnlessTheyAreAllowed() {
		assertThat(application.post("/actuator/db-pool/dataSource", Map.of("action", "evict")).getStatusCode().value())
			.isEqualTo(405);
	}

	@Test
	void bindsMetersBesideThoseOfHikari() throws SQLException {
		dataSource.getConnection().close();
		application.get("/actuator/metrics/resilience.pool.max?tag=pool:dataSource&tag=kind:db");
		application.get("/actuator/metrics/hikaricp.connections.max");
	}

	private static int query(AtomicInteger borrowed, CountDownLatch release) throws SQLException, InterruptedException {
		try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
			borrowed.incrementAndGet();
			release.await();
			try (ResultSet result = statement.executeQuery("SELECT 1")) {
				result.next();
				return result.getInt(1);
			}
		}
	}

	private static void assertAllSucceed(List<Future<Integer>> results) throws Exception {
		for (Future<Integer> result : results) {
			assertThat(result.get(30, TimeUnit.SECONDS)).isEqualTo(1);
		}
	}

	private static void assertNoneLeftInUse() throws SQLException {
		await().atMost(WAIT).untilAsserted(() -> assertThat(pool().at("/connections/active").asInt()).isZero());
		assertThat(serverConnections()).isLessThanOrEqualTo(30);
	}

	private static JsonNode pool() {
		return application.get("/actuator/db-pool/dataSource");
	}

	private static int serverConnections() throws SQLException {
		try (Connection connection = DriverManager.getConnection(SERVER.url(), SERVER.username(), SERVER.password());
				Statement statement = connection.createStatement();
				ResultSet result = statement
					.executeQuery("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'load'")) {
			result.next();
			return result.getInt(1);
		}
	}

}
