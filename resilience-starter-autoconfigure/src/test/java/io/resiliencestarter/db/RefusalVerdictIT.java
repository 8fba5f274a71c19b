package io.resiliencestarter.db;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import javax.sql.DataSource;

import com.example.shop.Borrower;
import com.example.shop.Orders;
import io.resiliencestarter.TestApplication;
import io.resiliencestarter.testing.Callers;
import io.resiliencestarter.testing.TestServers;
import io.resiliencestarter.testing.TestServers.MariadbServer;
import io.resiliencestarter.testing.TestServers.PostgresServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Servers that refuse connections, hang or take their time, and what is said of them.
 */
class RefusalVerdictIT {

	private static final Log logger = LogFactory.getLog(RefusalVerdictIT.class);

	private static final Duration WAIT = Duration.ofSeconds(45);

	private final Callers callers = new Callers();

	@TempDir
	private Path folder;

	@AfterEach
	void stop() {
		this.callers.close();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-",
			textBlock = """
					08P01 | no more connections allowed (max_client_conn) | server-limit | -
					08P01 | query_wait_timeout | server-limit | -
					XX000 | MaxClientsInSessionMode: max clients reached - in Session mode max clients are limited to pool_size | server-limit | -
					XX000 | Max client connections reached | server-limit | -
					XX000 | (EMAXCONNSESSION) max clients reached in session mode - max clients are limited to pool_size: 15 | server-limit | 15
					XX000 | (EMAXCONN) max client connections reached, limit: 200 | server-limit | 200
					57P03 | the database system is starting up | database-down | -
					""")
	void refusedInTheServersOwnWords(String state, String message, String cause, @Nullable Integer limit)
			throws Exception {
		try (RefusingServer server = new RefusingServer(state, message);
				TestApplication application = application(server.port(), "app", "secret")) {
			call(application, 2, 1);
			JsonNode verdict = verdict(application, cause);
			assertThat(verdict.at("/culprit").isMissingNode()).isTrue();
			assertThat(verdict.at("/evidence").toString()).contains(message);
			assertThat(verdict.at("/advice").toString()).contains("Do not raise the pool");
			assertThat(verdict.at("/summary").asString().contains("its limit is")).isEqualTo(limit != null);
			if (limit != null) {
				assertThat(verdict.at("/summary").asString()).endsWith("its limit is " + limit);
				assertThat(pool(application).at("/server/limit").asInt()).isEqualTo(limit);
				assertThat(pool(application).at("/server/limitedBy").asString()).startsWith("pooler: ")
					.contains(message);
				await().atMost(WAIT).until(() -> pool(application).at("/server/maxSafeReplicas").isNumber());
			}
			await().atMost(WAIT).until(() -> pool(application).at("/incidents").asInt() == 1);
		}
	}

	@ParameterizedTest
	@CsvSource({ "ALTER ROLE limited CONNECTION LIMIT 2, role", "ALTER DATABASE small CONNECTION LIMIT 2, database" })
	void limitOfARoleOrADatabase(String limit, String what) throws Exception {
		PostgresServer server = TestServers.postgres();
		sql(server, "DROP DATABASE IF EXISTS small WITH (FORCE)");
		sql(server, "DROP ROLE IF EXISTS limited");
		sql(server, "CREATE ROLE limited LOGIN PASSWORD 'limited'");
		sql(server, "CREATE DATABASE small OWNER limited");
		sql(server, limit);
		String url = server.url().replaceFirst("/[^/?]+(\\?.*)?$", "/small");
		try (TestApplication application = TestApplication.start(new String[] { "spring.datasource.url=" + url,
				"spring.datasource.username=limited", "spring.datasource.password=limited" }, common())) {
			call(application, 8, 400);
			JsonNode verdict = verdict(application, "server-limit");
			assertThat(verdict.at("/evidence").toString()).contains("too many connections for " + what);
			assertThat(verdict.at("/advice").toString()).contains("Do not raise the pool",
					"resilience.db.max-overflow=1");
		}
	}

	@Test
	void limitOfAUserOfMariadb() throws Exception {
		MariadbServer server = TestServers.mariadb();
		try (Connection connection = DriverManager.getConnection(server.url(), server.username(), server.password());
				Statement statement = connection.createStatement()) {
			statement.execute("CREATE OR REPLACE USER limited@'%' IDENTIFIED BY 'limited' WITH MAX_USER_CONNECTIONS 2");
			statement.execute(
					"CREATE OR REPLACE USER limited@localhost IDENTIFIED BY 'limited' WITH MAX_USER_CONNECTIONS 2");
			statement.execute("GRANT ALL ON test.* TO limited@'%'");
			statement.execute("GRANT ALL ON test.* TO limited@localhost");
		}
		try (TestApplication application = TestApplication.start(new String[] { "spring.datasource.url=" + server.url(),
				"spring.datasource.username=limited", "spring.datasource.password=limited" }, common())) {
			call(application, 8, 400);
			JsonNode verdict = verdict(application, "server-limit");
			assertThat(verdict.at("/summary").asString()).endsWith("its limit is 2");
		}
	}

	@Test
	@EnabledOnOs({ OS.LINUX, OS.MAC })
	void serverThatHangs() throws Exception {
		try (EmbeddedPostgres server = EmbeddedPostgres.start();
				TestApplication application = application(server.getPort(), "postgres", "postgres")) {
			call(application, 6, 1);
			await().atMost(WAIT).until(() -> pool(application).at("/connections/total").asInt() == 3);
			List<Long> processes = processes(application);
			signal("STOP", processes);
			try {
				JsonNode verdict = verdict(application, "database-down");
				assertThat(verdict.at("/advice").toString()).contains("Do not raise the pool");
			}
			finally {
				signal("CONT", processes);
			}
			await().atMost(WAIT).until(() -> pool(application).at("/verdict/cause").asString().equals("none"));
		}
	}

	@Test
	@EnabledOnOs({ OS.LINUX, OS.MAC })
	void serverThatIsKilled() throws Exception {
		// A killed server leaves its socket behind
		try (EmbeddedPostgres server = EmbeddedPostgres.builder()
			.setServerConfig("unix_socket_directories", this.folder.toString())
			.start(); TestApplication application = application(server.getPort(), "postgres", "postgres")) {
			call(application, 6, 1);
			await().atMost(WAIT).until(() -> pool(application).at("/connections/total").asInt() == 3);
			signal("KILL", processes(application));
			JsonNode verdict = verdict(application, "database-down");
			assertThat(verdict.at("/evidence").toString()).containsIgnoringCase("connect");
			assertThat(verdict.at("/advice").toString()).contains("Do not raise the pool");
		}
	}

	/**
	 * All processes of the server: the one that accepts connections and its children.
	 */
	private static List<Long> processes(TestApplication application) throws SQLException {
		try (Connection connection = application.bean(DataSource.class).getConnection()) {
			ProcessHandle backend = ProcessHandle.of(Backends.pid(connection)).orElseThrow();
			ProcessHandle postmaster = backend.parent().orElseThrow();
			List<Long> processes = new ArrayList<>(List.of(postmaster.pid()));
			postmaster.children().forEach((child) -> processes.add(child.pid()));
			return processes;
		}
	}

	private static void signal(String signal, List<Long> processes) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
		processes.forEach((process) -> command.add(String.valueOf(process)));
		assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
	}

	@Test
	void connectionsThatTakeTheirTime() throws Exception {
		PostgresServer server = TestServers.postgres();
		int port = Integer.parseInt(server.url().replaceFirst(".*:(\\d+)/.*", "$1"));
		try (SwitchableServer entrance = new SwitchableServer(port);
				TestApplication application = application(entrance.port(), server.username(), server.password())) {
			application.bean(DataSource.class).getConnection().close();
			entrance.setDelay(1500);
			call(application, 8, 800);
			JsonNode verdict = verdict(application, "slow-creation");
			assertThat(verdict.at("/advice").toString()).contains("resilience.db.pool-size");
			assertThat(verdict.at("/evidence").toString()).contains("are being opened");
		}
	}

	@Test
	void rowThatTheApplicationItselfHasLocked() throws Exception {
		try (TestApplication application = TestApplication.start(TestServers.postgres().properties(), common())) {
			Orders orders = new Orders(application.bean(DataSource.class));
			orders.createTables();
			CountDownLatch end = new CountDownLatch(1);
			CountDownLatch locked = new CountDownLatch(1);
			this.callers.once(() -> orders.shipAndWait(locked, end));
			locked.await();
			this.callers.repeat(8, orders::ship);
			JsonNode verdict = verdict(application, "lock-wait");
			assertThat(verdict.at("/culprit/site").asString()).startsWith("com.example.shop.Orders.ship(");
			assertThat(verdict.at("/advice/0").asString()).contains("of application 'test/")
				.containsPattern("pool-\\d+-thread-1 of this instance, external-call at com.example.shop.Orders");
			this.callers.stop();
			end.countDown();
		}
	}

	private static TestApplication application(int port, String user, String password) {
		return TestApplication
			.start(new String[] { "spring.datasource.url=jdbc:postgresql://127.0.0.1:" + port + "/postgres",
					"spring.datasource.username=" + user, "spring.datasource.password=" + password }, common());
	}

	private static String[] common() {
		return new String[] { "resilience.db.pool-size=1", "resilience.db.max-overflow=2",
				"resilience.db.pool-timeout=2s", "resilience.db.breaker.enabled=false" };
	}

	private void call(TestApplication application, int threads, int holdMillis) {
		DataSource dataSource = application.bean(DataSource.class);
		this.callers.repeat(threads, () -> {
			try (Connection connection = Borrower.borrow(dataSource);
					Statement statement = connection.createStatement()) {
				String product = connection.getMetaData().getDatabaseProductName();
				statement.execute((product.equals("PostgreSQL") ? "SELECT pg_sleep(%s)" : "SELECT SLEEP(%s)")
					.formatted(holdMillis / 1000.0));
			}
		});
	}

	private static JsonNode verdict(TestApplication application, String cause) {
		await().atMost(WAIT)
			.untilAsserted(() -> assertThat(pool(application).at("/verdict/cause").asString())
				.as(() -> pool(application).at("/verdict").toPrettyString())
				.isEqualTo(cause));
		JsonNode verdict = pool(application).at("/verdict");
		logger.info("The verdict: " + verdict.toPrettyString());
		return verdict;
	}

	private static JsonNode pool(TestApplication application) {
		return application.get("/actuator/db-pool/dataSource");
	}

	private static void sql(PostgresServer server, String sql) throws SQLException {
		try (Connection connection = DriverManager.getConnection(server.url(), server.username(), server.password());
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

}
