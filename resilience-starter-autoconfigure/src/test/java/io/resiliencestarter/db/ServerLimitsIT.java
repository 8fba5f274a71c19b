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

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.resiliencestarter.TestApplication;
import io.resiliencestarter.budget.Quota;
import io.resiliencestarter.testing.TestServers;
import io.resiliencestarter.testing.TestServers.MariadbServer;
import io.resiliencestarter.testing.TestServers.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What servers say of their limits to users who may not see much, and what comes of it.
 */
@ExtendWith(OutputCaptureExtension.class)
class ServerLimitsIT {

	private static final PostgresServer SERVER = TestServers.postgres();

	private static final Duration WAIT = Duration.ofSeconds(30);

	@BeforeAll
	static void createDatabase() throws SQLException {
		dropDatabase();
		sql(SERVER.url(), "CREATE ROLE tenant LOGIN PASSWORD 'tenant'");
		sql(SERVER.url(), "CREATE DATABASE tenancy OWNER tenant");
	}

	@AfterAll
	static void dropDatabase() throws SQLException {
		sql(SERVER.url(), "DROP DATABASE IF EXISTS tenancy WITH (FORCE)");
		sql(SERVER.url(), "DROP ROLE IF EXISTS tenant");
	}

	@Test
	void limitOfTheServerIsSharedByAllApplications(CapturedOutput output) throws SQLException {
		int limit = number("SELECT current_setting('max_connections')::int"
				+ " - current_setting('superuser_reserved_connections')::int"
				+ " - current_setting('reserved_connections')::int");
		try (Connection psql = DriverManager.getConnection(SERVER.url() + "&ApplicationName=psql", SERVER.username(),
				SERVER.password()); TestApplication application = tenant("resilience.db.pool-size=4")) {
			assertThat(psql.isValid(1)).isTrue();
			assertThat(application.get("/actuator/db-pool/dataSource").at("/server/note").asString())
				.contains("not asked yet");
			JsonNode server = server(application);
			assertThat(server.at("/product").asString()).matches("PostgreSQL \\d+(\\.\\d+)*");
			assertThat(server.at("/limit").asInt()).isEqualTo(limit);
			assertThat(server.at("/limitedBy").asString()).isEqualTo("max_connections");
			assertThat(server.at("/byApplication/psql").asInt()).isOne();
			assertThat(server.at("/byApplication/tenant").asInt()).isBetween(1, 4)
				.isEqualTo(server.at("/ours").asInt());
			assertThat(server.at("/inUse").asInt()).isEqualTo(sum(server.at("/byApplication")));
			assertThat(server.at("/headroom").asInt()).isEqualTo(limit - server.at("/inUse").asInt());
			assertThat(server.at("/maxSafeReplicas").asInt()).isEqualTo((limit - (limit + 9) / 10) / 4);
			assertThat(server.has("checkedAt")).isTrue();
			assertThat(meter(application, "resilience.pool.server.limit")).isEqualTo(limit);
			assertThat(meter(application, "resilience.pool.server.in.use")).isEqualTo(server.at("/inUse").asInt());
			assertThat(application.get("/actuator/db-pool/dataSource").has("budget")).isFalse();
			assertThat(output).contains("Pool 'dataSource': PostgreSQL ",
					" lets in %d connections (max_connections), %d of them left to others: %d replicas of this application fit, with at most 4 connections each"
						.formatted(limit, (limit + 9) / 10, server.at("/maxSafeReplicas").asInt()));
		}
	}

	@Test
	void shareIsKeptUnderLoad(CapturedOutput output) throws SQLException {
		sql(SERVER.url(), "ALTER ROLE tenant CONNECTION LIMIT 9");
		try (TestApplication application = tenant("resilience.db.pool-size=6", "resilience.budget.mode=static",
				"resilience.budget.replicas=2", "resilience.budget.reserve=1",
				"management.endpoint.dbpool.access=unrestricted"); Backends backends = new Backends(SERVER, "tenant")) {
			DataSource dataSource = application.bean(DataSource.class);
			try (PoolLoad load = new PoolLoad(dataSource, 3)) {
				await().atMost(WAIT).until(() -> pool(application).at("/connections/max").asInt() == 4);
				await().atMost(WAIT).until(() -> backends.count() <= 4);
				assertThat(load.failures()).isEmpty();
			}
			try (PoolLoad load = new PoolLoad(dataSource, 12)) {
				await().atMost(WAIT).until(() -> backends.count() == 4);
				await().during(Duration.ofSeconds(1)).atMost(WAIT).until(() -> backends.count() <= 4);
				assertThat(load.failures()).isEmpty();
			}
			JsonNode pool = pool(application);
			assertThat(pool.at("/server/limit").asInt()).isEqualTo(9);
			assertThat(pool.at("/server/limitedBy").asString()).isEqualTo("connection limit of role tenant");
			assertThat(pool.at("/server/maxSafeReplicas").asInt()).isEqualTo(2);
			assertThat(pool.at("/budget").toString())
				.isEqualTo("{\"mode\":\"static\",\"total\":8,\"instances\":2,\"share\":4,\"poolShare\":4}");
			assertThat(pool.at("/settings/maximumPoolSize/value").asInt()).isEqualTo(4);
			assertThat(pool.at("/settings/maximumPoolSize/origin").asString())
				.startsWith("resilience.budget, which allows less than 6 from resilience.db.pool-size");
			assertThat(meter(application, "resilience.budget.share")).isEqualTo(4);
			assertThat(output).containsOnlyOnce(
					"Pool 'dataSource': opens at most 4 connections in place of 6, its share of 8 for 2 replicas");
			assertThat(application
				.post("/actuator/db-pool/dataSource", Map.<String, Object>of("action", "resize", "max", 5))
				.getBody()).contains("max must be 4 at most, the pool's share of resilience.budget, it is 5");
		}
		finally {
			sql(SERVER.url(), "ALTER ROLE tenant CONNECTION LIMIT -1");
		}
	}

	@Test
	void smallestLimitCounts() throws SQLException {
		sql(SERVER.url(), "ALTER ROLE tenant CONNECTION LIMIT 9");
		sql(SERVER.url(), "ALTER DATABASE tenancy CONNECTION LIMIT 7");
		try (Connection first = asTenant(); Connection second = asTenant(); Connection admin = connect(database())) {
			ServerCapacity capacity = ServerCapacity.read(first, true);
			assertThat(capacity.quotas()).extracting(Quota::name)
				.containsExactly("max_connections", "connection limit of role tenant",
						"connection limit of database tenancy");
			assertThat(capacity.smallest()).isEqualTo(new Quota("connection limit of database tenancy", 7, 3, false));
			assertThat(capacity.quotas()).contains(new Quota("connection limit of role tenant", 9, 2, false));
			assertThat(capacity.room()).isEqualTo(4);
			assertThat(ServerCapacity.read(second, false).room()).as("without the connection that asks").isEqualTo(5);
			assertThat(ServerCapacity.read(admin, true).quotas()).as("of a superuser")
				.extracting(Quota::name)
				.containsExactly("max_connections");
		}
		finally {
			sql(SERVER.url(), "ALTER ROLE tenant CONNECTION LIMIT -1");
			sql(SERVER.url(), "ALTER DATABASE tenancy CONNECTION LIMIT -1");
		}
	}

	@Test
	void withoutTheRightToSeeLimitsNothingIsKnown() throws SQLException {
		sql(database(), "REVOKE SELECT ON pg_catalog.pg_roles FROM PUBLIC");
		try (Connection connection = asTenant()) {
			ServerCapacity capacity = ServerCapacity.read(connection, true);
			assertThat(capacity.product()).startsWith("PostgreSQL ");
			assertThat(capacity.quotas()).isEmpty();
			assertThat(capacity.note()).isEqualTo(
					"how many connections it would accept is not known: ERROR: permission denied for view pg_roles");
		}
		finally {
			sql(database(), "GRANT SELECT ON pg_catalog.pg_roles TO PUBLIC");
		}
	}

	@Test
	void withoutTheRightToSeeSessionsTheLimitIsKnown() throws SQLException {
		sql(database(), "REVOKE SELECT ON pg_catalog.pg_stat_activity FROM PUBLIC");
		try (Connection connection = asTenant()) {
			ServerCapacity capacity = ServerCapacity.read(connection, true);
			assertThat(capacity.quotas()).singleElement().satisfies((quota) -> assertThat(quota.used()).isNull());
			assertThat(capacity.room()).isNull();
			assertThat(capacity.note()).startsWith("who uses its connections is not known: ERROR: permission denied");
		}
		finally {
			sql(database(), "GRANT SELECT ON pg_catalog.pg_stat_activity TO PUBLIC");
		}
	}

	@Test
	void serverIsAskedWithoutDisturbingAnybody() throws Exception {
		try (TestApplication application = tenant("resilience.db.pool-size=2", "resilience.db.server-evidence=false");
				Connection admin = connect(SERVER.url());
				Statement lock = admin.createStatement()) {
			DataSource dataSource = application.bean(DataSource.class);
			List<Connection> held = List.of(dataSource.getConnection(), dataSource.getConnection());
			held.get(0).close();
			await().during(Duration.ofMillis(1200)).until(() -> note(application).startsWith("it was not asked yet"));
			admin.setAutoCommit(false);
			lock.execute("LOCK TABLE pg_catalog.pg_db_role_setting IN ACCESS EXCLUSIVE MODE");
			held.get(1).close();
			await().atMost(WAIT).until(() -> hikari(dataSource).getActiveConnections() == 1);
			assertThat(pool(application).at("/connections/active").asInt()).isZero();
			assertThat(pool(application).at("/connections/idle").asInt()).isEqualTo(2);
			assertThat(pool(application).at("/holders").size()).isZero();
			long start = System.nanoTime();
			dataSource.getConnection().close();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500));
			await().atMost(WAIT).until(() -> note(application).startsWith("it could not be asked: "));
			await().atMost(WAIT).until(() -> hikari(dataSource).getActiveConnections() == 0);
			assertThat(hikari(dataSource).getTotalConnections()).isEqualTo(2);
			assertThat(pool(application).at("/acquire/count").asInt()).as("by callers").isEqualTo(3);
			admin.rollback();
		}
	}

	private static HikariPoolMXBean hikari(DataSource dataSource) {
		return ((HikariDataSource) dataSource).getHikariPoolMXBean();
	}

	private static String note(TestApplication application) {
		return pool(application).at("/server/note").asString("");
	}

	@Test
	void limitsOfMariadb() throws SQLException {
		MariadbServer server = TestServers.mariadb();
		try (Connection connection = DriverManager.getConnection(server.url(), server.username(), server.password());
				Statement statement = connection.createStatement()) {
			ServerCapacity capacity = ServerCapacity.read(connection, true);
			assertThat(capacity.quotas()).singleElement().satisfies((quota) -> {
				assertThat(quota.name()).isEqualTo("max_connections");
				assertThat(quota.limit()).isGreaterThan(50);
				assertThat(quota.used()).isPositive();
			});
			for (String host : List.of("%", "localhost")) {
				statement
					.execute("CREATE OR REPLACE USER tenant@'%s' IDENTIFIED BY 'tenant' WITH MAX_USER_CONNECTIONS 6"
						.formatted(host));
				statement.execute("GRANT ALL ON test.* TO tenant@'%s'".formatted(host));
			}
		}
		try (TestApplication application = TestApplication.start(
				new String[] { "spring.datasource.url=" + server.url(), "spring.datasource.username=tenant",
						"spring.datasource.password=tenant" },
				"resilience.db.pool-size=2", "resilience.db.max-overflow=0", "resilience.db.application-name=tenant")) {
			JsonNode found = server(application);
			assertThat(found.at("/product").asString()).matches("MariaDB \\d+(\\.\\d+)*");
			assertThat(found.at("/byApplication/tenant").asInt()).isEqualTo(found.at("/ours").asInt());
			assertThat(found.at("/limit").asInt()).isEqualTo(6);
			assertThat(found.at("/limitedBy").asString()).isEqualTo("max_user_connections of tenant");
			assertThat(found.at("/inUse").asInt()).isBetween(1, 2).isEqualTo(found.at("/ours").asInt());
			assertThat(found.at("/maxSafeReplicas").asInt()).isEqualTo(2);
		}
	}

	private static TestApplication tenant(String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		if (all.stream().anyMatch((property) -> property.startsWith("resilience.db.pool-size"))) {
			all.add("resilience.db.max-overflow=0");
		}
		all.add("resilience.db.application-name=tenant");
		return TestApplication.start(new String[] { "spring.datasource.url=" + database(),
				"spring.datasource.username=tenant", "spring.datasource.password=tenant" }, all.toArray(String[]::new));
	}

	private static String database() {
		return SERVER.url().replaceFirst("/[^/?]+(\\?.*)?$", "/tenancy");
	}

	/**
	 * The server, asked because the pool is used.
	 */
	private static int meter(TestApplication application, String name) {
		return application.get("/actuator/metrics/" + name).at("/measurements/0/value").asInt();
	}

	private static JsonNode server(TestApplication application) {
		await().atMost(WAIT).until(() -> use(application).at("/server").has("checkedAt"));
		return pool(application).at("/server");
	}

	private static JsonNode use(TestApplication application) throws SQLException {
		if (!pool(application).at("/started").asBoolean()) {
			application.bean(DataSource.class).getConnection().close();
		}
		return pool(application);
	}

	private static JsonNode pool(TestApplication application) {
		return application.get("/actuator/db-pool/dataSource");
	}

	private static int sum(JsonNode counts) {
		return counts.valueStream().mapToInt(JsonNode::asInt).sum();
	}

	private static Connection asTenant() throws SQLException {
		return DriverManager.getConnection(database(), "tenant", "tenant");
	}

	private static Connection connect(String url) throws SQLException {
		return DriverManager.getConnection(url, SERVER.username(), SERVER.password());
	}

	private static void sql(String url, String sql) throws SQLException {
		try (Connection connection = connect(url); Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	private static int number(String query) throws SQLException {
		try (Connection connection = DriverManager.getConnection(SERVER.url(), SERVER.username(), SERVER.password());
				Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery(query)) {
			result.next();
			return result.getInt(1);
		}
	}

}
