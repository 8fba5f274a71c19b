package io.resiliencestarter.db;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.resiliencestarter.TestApplication;
import io.resiliencestarter.testing.TestServers;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A server that for one or the other reason opens no connections any more, and what is no
 * reason to turn callers away.
 */
@ExtendWith(OutputCaptureExtension.class)
class BorrowGuardIT {

	private static final Log logger = LogFactory.getLog(BorrowGuardIT.class);

	private static final Duration WAIT = Duration.ofSeconds(30);

	private static final ExecutorService executor = Executors.newCachedThreadPool();

	private static EmbeddedPostgres server;

	private static SwitchableServer entrance;

	private static TestApplication application;

	private static DataSource dataSource;

	@BeforeAll
	static void start() throws IOException, SQLException {
		server = EmbeddedPostgres.builder()
			.setServerConfig("max_connections", "12")
			.setDataDirectoryCustomizer(TestServers::askForPasswords)
			.start();
		sql("CREATE ROLE app LOGIN PASSWORD 'right'");
		entrance = new SwitchableServer(server.getPort());
		application = TestApplication.start(
				new String[] { "spring.datasource.url=" + url(entrance.port()), "spring.datasource.username=app",
						"spring.datasource.password=right" },
				"resilience.db.pool-size=1", "resilience.db.max-overflow=2", "resilience.db.pool-timeout=1500ms",
				"resilience.db.connect-timeout=1s", "resilience.db.breaker.failure-threshold=3",
				"resilience.db.breaker.open-for=2s");
		dataSource = application.bean(DataSource.class);
		dataSource.getConnection().close();
	}

	@AfterAll
	static void stop() throws IOException {
		executor.shutdownNow();
		application.close();
		entrance.close();
		server.close();
	}

	@BeforeEach
	void leaveOneConnection() {
		((HikariDataSource) dataSource).getHikariPoolMXBean().softEvictConnections();
		await().atMost(WAIT)
			.until(() -> pool().at("/connections/idle").asInt() == 1 && pool().at("/connections/total").asInt() == 1);
	}

	@ParameterizedTest
	@EnumSource
	void turnsCallersAwayUntilConnectionsCanBeOpenedAgain(Trouble trouble) throws Exception {
		AutoCloseable end = trouble.begin();
		try {
			try (Connection last = dataSource.getConnection()) {
				assertThat(last.isClosed()).isFalse();
				assertFailsUntilTheBreakerOpens(trouble);
				await().atMost(WAIT).until(() -> pool().at("/verdict/cause").asString().equals(trouble.verdict()));
				assertTurnsAwayAtOnce(trouble);
			}
			dataSource.getConnection().close();
			assertThat(state()).as("while an idle connection is handed out").isNotEqualTo("closed");
			try (Connection last = dataSource.getConnection()) {
				assertThat(last.isClosed()).isFalse();
				assertOneCallerAtATimeMayTry();
			}
		}
		finally {
			end.close();
		}
		await().atMost(WAIT).until(() -> canBorrow(3) && state().equals("closed"));
	}

	@Test
	void exhaustionAndFailingQueriesAreNoTroubleOfTheServer() throws Exception {
		try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
			for (int i = 0; i < 10; i++) {
				assertThatExceptionOfType(SQLException.class).isThrownBy(() -> statement.execute("SELECT 1/0"));
			}
		}
		List<Connection> all = borrow(3);
		assertThat(borrowAtOnce(10)).hasSize(10)
			.allSatisfy((failure) -> assertThat(failure).isNotInstanceOf(BorrowRejectedException.class)
				.hasMessageStartingWith("dataSource: no connection within 1500 ms (3/3 active, ")
				.hasMessageContaining(" Longest holder: main for ")
				.message()
				.doesNotContainPattern("Cause: (database-down|server-limit|authentication)"));
		closeAll(all);
		JsonNode breaker = application.get("/actuator/breakers").at("/breakers/db.dataSource");
		assertThat(breaker.at("/kind").asString()).isEqualTo("db");
		assertThat(breaker.at("/state").asString()).isEqualTo("closed");
		assertThat(breaker.at("/failuresInARow").asInt()).isZero();
	}

	@Test
	void endpointAnswersWhileFiftyCallersWait() throws SQLException {
		List<Connection> all = borrow(3);
		List<Future<?>> waiters = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			waiters.add(executor.submit(BorrowGuardIT::borrowShortly));
		}
		await().atMost(WAIT).until(() -> pool().at("/connections/waiting").asInt() == 50);
		long start = System.nanoTime();
		JsonNode pool = pool();
		Duration time = Duration.ofNanos(System.nanoTime() - start);
		logger.info("The endpoint answered within %d ms".formatted(time.toMillis()));
		closeAll(all);
		assertThat(pool.at("/waiters").size()).isEqualTo(50);
		assertThat(time).isLessThan(Duration.ofMillis(500));
		for (Future<?> waiter : waiters) {
			assertThat(waiter).succeedsWithin(WAIT);
		}
	}

	@Test
	void saysWhyAlsoWithoutABreakerAndNeverThePassword(CapturedOutput output) {
		String url = url(entrance.port()) + "?user=app&password=SeSaMe";
		try (TestApplication unguarded = TestApplication.start(new String[] { "spring.datasource.url=" + url },
				"resilience.db.pool-timeout=1s", "resilience.db.breaker.enabled=false",
				"resilience.db.breaker.failure-threshold=1")) {
			DataSource refused = unguarded.bean(DataSource.class);
			for (int i = 0; i < 3; i++) {
				assertThatExceptionOfType(SQLTransientConnectionException.class)
					.isThrownBy(() -> refused.getConnection())
					.withMessageStartingWith(
							"dataSource: no connection, the pool could not start. Cause: authentication (");
			}
			assertThat(unguarded.get("/actuator/breakers").at("/breakers/db.dataSource").isMissingNode()).isTrue();
			assertThat(unguarded.get("/actuator/db-pool/dataSource").at("/breaker").isObject()).isFalse();
			for (String endpoint : List.of("db-pool", "breakers", "health", "env", "configprops", "beans")) {
				assertThat(show(unguarded, "/actuator/" + endpoint)).hasSizeGreaterThan(10).doesNotContain("SeSaMe");
			}
		}
		assertThat(output).contains("HikariPool-").doesNotContain("SeSaMe");
	}

	private static String show(TestApplication application, String path) {
		return application.client()
			.get()
			.uri(path)
			.exchangeForRequiredValue((request, response) -> String.valueOf(response.bodyTo(String.class)));
	}

	private static void assertFailsUntilTheBreakerOpens(Trouble trouble) {
		await().atMost(WAIT).until(() -> {
			assertThatExceptionOfType(SQLTransientConnectionException.class)
				.isThrownBy(() -> dataSource.getConnection())
				.withMessageContaining(trouble.cause);
			return state().equals("open");
		});
	}

	private static void assertTurnsAwayAtOnce(Trouble trouble) {
		int callers = 500;
		long start = System.nanoTime();
		for (int i = 0; i < callers; i++) {
			assertThatExceptionOfType(BorrowRejectedException.class).isThrownBy(() -> dataSource.getConnection())
				.withMessageContaining("circuit breaker 'db.dataSource' is open")
				.withMessageContaining(trouble.cause);
		}
		long micros = Duration.ofNanos(System.nanoTime() - start).toNanos() / 1000 / callers;
		logger.info("A caller was turned away within %d µs".formatted(micros));
		assertThat(micros).isLessThan(1000);
	}

	private static void assertOneCallerAtATimeMayTry() throws Exception {
		await().atMost(WAIT)
			.until(() -> application.get("/actuator/breakers/db.dataSource").at("/retryInMs").asInt(0) == 0);
		assertThat(borrowAtOnce(20)).hasSize(20)
			.filteredOn((failure) -> !(failure instanceof BorrowRejectedException))
			.hasSizeLessThanOrEqualTo(1);
	}

	/**
	 * Return the failures of callers who borrow at the same time.
	 */
	private static List<Throwable> borrowAtOnce(int callers) throws Exception {
		CountDownLatch start = new CountDownLatch(1);
		List<Future<Throwable>> results = new ArrayList<>();
		for (int i = 0; i < callers; i++) {
			results.add(executor.submit(() -> {
				start.await();
				try (Connection connection = dataSource.getConnection()) {
					return new AssertionError("got " + connection);
				}
				catch (SQLException ex) {
					return ex;
				}
			}));
		}
		start.countDown();
		List<Throwable> failures = new ArrayList<>();
		for (Future<Throwable> result : results) {
			failures.add(result.get());
		}
		return failures;
	}

	private static void borrowShortly() {
		canBorrow(1);
	}

	private static boolean canBorrow(int connections) {
		try {
			closeAll(borrow(connections));
			return true;
		}
		catch (SQLException ex) {
			return false;
		}
	}

	private static List<Connection> borrow(int connections) throws SQLException {
		List<Connection> borrowed = new ArrayList<>();
		try {
			for (int i = 0; i < connections; i++) {
				borrowed.add(dataSource.getConnection());
			}
			return borrowed;
		}
		catch (SQLException ex) {
			closeAll(borrowed);
			throw ex;
		}
	}

	private static void closeAll(List<Connection> connections) throws SQLException {
		for (Connection connection : connections) {
			connection.close();
		}
	}

	private static String state() {
		return pool().at("/breaker/state").asString();
	}

	private static JsonNode pool() {
		return application.get("/actuator/db-pool/dataSource");
	}

	private static String url(int port) {
		return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
	}

	private static void sql(String sql) throws SQLException {
		try (Connection connection = server.getPostgresDatabase().getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	/**
	 * Why no connection can be opened.
	 */
	enum Trouble {

		/** The password was changed. */
		AUTHENTICATION("Cause: authentication (FATAL: password authentication failed for user \"app\")") {

			@Override
			AutoCloseable begin() throws SQLException {
				sql("ALTER ROLE app PASSWORD 'changed'");
				return () -> sql("ALTER ROLE app PASSWORD 'right'");
			}

		},

		/** Others have taken all connections that the server has. */
		SERVER_LIMIT("Cause: server-limit (FATAL: ") {

			@Override
			AutoCloseable begin() {
				List<Connection> others = new ArrayList<>();
				assertThatExceptionOfType(SQLException.class).isThrownBy(() -> {
					while (others.size() < 20) {
						others.add(DriverManager.getConnection(url(server.getPort()), "app", "right"));
					}
				});
				return () -> closeAll(others);
			}

		},

		/** The server accepts connections and does not answer. */
		SILENCE("Cause: database-down (") {

			@Override
			AutoCloseable begin() {
				entrance.setSilent(true);
				return () -> entrance.setSilent(false);
			}

		};

		private final String cause;

		Trouble(String cause) {
			this.cause = cause;
		}

		String verdict() {
			return this.cause.replaceFirst("Cause: (\\S+) .*", "$1");
		}

		abstract AutoCloseable begin() throws SQLException;

	}

}
