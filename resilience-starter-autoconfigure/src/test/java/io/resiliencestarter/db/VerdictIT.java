package io.resiliencestarter.db;

import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.sql.DataSource;

import com.example.shop.Orders;
import com.zaxxer.hikari.HikariDataSource;
import io.resiliencestarter.TestApplication;
import io.resiliencestarter.testing.Callers;
import io.resiliencestarter.testing.TestServers;
import io.resiliencestarter.testing.TestServers.PostgresServer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Each cause, brought about by an application's own code on a real PostgreSQL, and what
 * the real endpoint says of it.
 */
@ExtendWith(OutputCaptureExtension.class)
class VerdictIT {

	private static final Log logger = LogFactory.getLog(VerdictIT.class);

	private static final Duration WAIT = Duration.ofSeconds(30);

	private static final int SIZE = 4;

	private static TestApplication application;

	private static Orders orders;

	private static HikariDataSource pool;

	private final Callers callers = new Callers();

	private long incidents;

	@BeforeAll
	static void start() {
		application = TestApplication.start(TestServers.postgres().properties(), "resilience.db.pool-size=" + SIZE,
				"resilience.db.max-overflow=0", "resilience.db.pool-timeout=2s");
		pool = (HikariDataSource) application.bean(DataSource.class);
		orders = new Orders(pool);
		orders.createTables();
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@BeforeEach
	void count() {
		this.incidents = pool().at("/incidents").asLong();
		assertThat(pool().at("/verdict/cause").asString()).isEqualTo("none");
	}

	@AfterEach
	void calmDown() throws Exception {
		this.callers.stop();
		pool.setMaximumPoolSize(SIZE);
		assertThat(this.callers.stopAndAwait(WAIT)).isTrue();
		orders.giveBack();
		await().atMost(WAIT).until(() -> pool().at("/verdict/cause").asString().equals("none"));
		assertThat(pool().at("/connections/active").asInt()).isZero();
	}

	@Test
	void leakOnAnExceptionPath(CapturedOutput output) {
		this.callers.repeat(8, orders::importBroken);
		JsonNode verdict = verdict("leak");
		assertCulprit(verdict, "Orders.importBroken", 0.9);
		assertThat(verdict.at("/summary").asString()).startsWith("4 of 4 connections leaked: borrowed at com.example");
		assertThat(advice(verdict)).contains("try-with-resources", "Do not raise the pool");
		await().atMost(WAIT).until(() -> output.getOut().contains("Pool 'dataSource' is in trouble. Cause: leak."));
		assertThat(this.callers.failures())
			.anySatisfy((failure) -> assertThat(failure).hasMessageContaining(" Cause: leak. "));
	}

	@Test
	void oneConnectionInAHundredLeaksUnderHonestLoad() {
		this.callers.repeat(3, orders::list);
		this.callers.repeat(2, orders::exportSometimesLost);
		assertCulprit(verdict("leak"), "Orders.exportSometimesLost", 0.2);
	}

	@Test
	void connectionsKeptInAField() {
		for (int i = 0; i < SIZE; i++) {
			this.callers.once(orders::keep);
		}
		await().until(() -> pool().at("/connections/active").asInt() == SIZE);
		assertThat(orders.hasKept()).isTrue();
		this.callers.repeat(2, orders::list);
		assertCulprit(verdict("leak"), "Orders.keep", 0.9);
	}

	@Test
	void callThroughAClientThatNobodyKnowsInsideATransaction(CapturedOutput output) throws Exception {
		try (SilentServer server = silentServer()) {
			URI url = URI.create("http://127.0.0.1:" + server.port());
			this.callers.repeat(8, () -> orders.payInTransaction(url));
			JsonNode verdict = verdict("external-call");
			assertCulprit(verdict, "Orders.callPaymentProvider", 0.9);
			assertThat(advice(verdict)).contains("before the transaction", "Do not raise the pool");
			await().atMost(WAIT).until(() -> this.callers.failures().stream().anyMatch(VerdictIT::saysExternalCall));
			await().atMost(WAIT).until(() -> pool().at("/incidents").asLong() == this.incidents + 1);
			JsonNode incident = application.get("/actuator/db-pool/dataSource/incidents").get(0);
			assertThat(incident.at("/durationMs").isMissingNode()).isTrue();
			assertThat(incident.at("/verdict/cause").asString()).isEqualTo("external-call");
			assertThat(incident.at("/holders").size()).isEqualTo(SIZE);
			assertThat(incident.at("/waiters").size()).isPositive();
			this.callers.stop();
		}
		await().atMost(WAIT)
			.until(() -> !application.get("/actuator/db-pool/dataSource/incidents")
				.get(0)
				.at("/durationMs")
				.isMissingNode());
		assertThat(output.getOut()).containsOnlyOnce("Pool 'dataSource' is in trouble. Cause: external-call.")
			.containsOnlyOnce("Pool 'dataSource' is out of trouble after");
	}

	private static boolean saysExternalCall(Exception failure) {
		return Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
			.anyMatch((cause) -> String.valueOf(cause.getMessage()).contains("Cause: external-call. Longest holder: "));
	}

	@Test
	void plainSocket() throws Exception {
		try (SilentServer server = silentServer()) {
			this.callers.repeat(6, () -> orders.readSocket(server.port()));
			assertCulprit(verdict("external-call"), "Orders.readSocket", 0.8);
			this.callers.stop();
		}
	}

	@Test
	void oneCulpritAndSevenWhoWait() throws Exception {
		try (SilentServer server = silentServer()) {
			URI url = URI.create("http://127.0.0.1:" + server.port());
			this.callers.repeat(7, orders::list);
			this.callers.repeat(SIZE, () -> orders.payInTransaction(url));
			assertCulprit(verdict("external-call"), "Orders.callPaymentProvider", 0.6);
			this.callers.stop();
		}
	}

	@Test
	void codeThatComputes() {
		this.callers.repeat(8, orders::computeInTransaction);
		JsonNode verdict = verdict("slow-code");
		assertCulprit(verdict, "Orders.compute", 0.8);
		assertThat(advice(verdict)).contains("Do not raise the pool");
	}

	@Test
	void slowStatement() {
		this.callers.repeat(12, orders::report);
		JsonNode verdict = verdict("slow-query");
		assertCulprit(verdict, "Orders.report", 0.9);
		assertThat(advice(verdict)).contains("EXPLAIN", "Do not raise the pool");
	}

	/**
	 * A tool that goes by time alone takes each of those for a leak.
	 */
	@Test
	void slowStatementThatMakesOrdinaryPathsLookLikeLeaks(CapturedOutput output) {
		try (TestApplication hasty = TestApplication.start(TestServers.postgres().properties(),
				"resilience.db.pool-size=" + SIZE, "resilience.db.max-overflow=0", "resilience.db.pool-timeout=2s",
				"resilience.db.slow-hold-threshold=500ms", "resilience.db.leak-threshold=1s")) {
			Orders slow = new Orders(hasty.bean(DataSource.class));
			this.callers.repeat(6, slow::report);
			this.callers.repeat(4, slow::list);
			await().atMost(WAIT).until(() -> output.getOut().contains("suspected leak"));
			await().during(Duration.ofSeconds(5)).atMost(WAIT).until(() -> {
				String cause = hasty.get("/actuator/db-pool/dataSource").at("/verdict/cause").asString();
				assertThat(cause).isIn("none", "slow-query");
				return cause.equals("slow-query");
			});
			JsonNode verdict = hasty.get("/actuator/db-pool/dataSource").at("/verdict");
			assertThat(verdict.at("/culprit/site").asString()).startsWith("com.example.shop.Orders.report(");
			assertThat(verdict.at("/culprit/share").asDouble()).isGreaterThan(0.8);
			this.callers.stop();
		}
	}

	@Test
	void rowThatAnOutsiderHasLocked(CapturedOutput output) throws SQLException {
		PostgresServer server = TestServers.postgres();
		String url = server.url() + (server.url().contains("?") ? "&" : "?") + "ApplicationName=console";
		try (Connection outsider = DriverManager.getConnection(url, server.username(), server.password());
				Statement statement = outsider.createStatement()) {
			outsider.setAutoCommit(false);
			statement.execute("SELECT * FROM orders WHERE id = 1 FOR UPDATE");
			this.callers.repeat(8, orders::ship);
			JsonNode verdict = verdict("lock-wait");
			assertCulprit(verdict, "Orders.ship", 0.9);
			assertThat(advice(verdict)).containsPattern("End the transaction that holds the lock: process \\d+ of"
					+ " application 'console' \\(user postgres\\), idle in transaction, in a transaction for \\d+.\\d s")
				.contains("Do not raise the pool");
			await().atMost(WAIT).until(() -> output.getOut().contains("is in trouble. Cause: lock-wait."));
			assertThat(output.getOut()).doesNotContain("Cause: slow-query");
			this.callers.stop();
		}
	}

	@Test
	void secondConnectionInsideATransaction() {
		this.callers.repeat(9, orders::orderWithAudit);
		JsonNode verdict = verdict("nested-borrow");
		assertCulprit(verdict, "Orders.", 0.9);
		assertThat(advice(verdict)).contains("9 × 1 + 1 = 10 connections: resilience.db.max-overflow=6");
	}

	@Test
	void poolThatIsTooSmallAndTheSizeThatIsEnough() {
		ScheduledExecutorService arrivals = Executors.newSingleThreadScheduledExecutor();
		ScheduledFuture<?> schedule = arrivals.scheduleAtFixedRate(() -> this.callers.once(orders::quick), 0, 5,
				TimeUnit.MILLISECONDS);
		JsonNode verdict = verdict("pool-too-small");
		assertThat(verdict.at("/culprit").isMissingNode()).isTrue();
		assertThat(advice(verdict)).containsPattern("Raise the pool to \\d+: resilience.db.max-overflow=\\d+")
			.contains("Little's law");
		int size = Integer.parseInt(advice(verdict).replaceAll("(?s).*Raise the pool to (\\d+):.*", "$1"));
		assertThat(size).isBetween(SIZE + 1, 40);
		pool.setMaximumPoolSize(size);
		await().atMost(WAIT).until(() -> pool().at("/verdict/cause").asString().equals("none"));
		schedule.cancel(false);
		arrivals.shutdown();
	}

	@Test
	void fullPoolThatServesEverybodyInTimeIsNoTrouble() {
		this.callers.repeat(SIZE * 3, orders::list);
		await().atMost(WAIT).until(() -> pool().at("/connections/utilization").asDouble() >= 1);
		await().during(Duration.ofSeconds(12))
			.atMost(WAIT)
			.until(() -> pool().at("/verdict/cause").asString().equals("none"));
		assertThat(pool().at("/incidents").asLong()).isEqualTo(this.incidents);
	}

	private static SilentServer silentServer() throws IOException {
		return new SilentServer();
	}

	private static JsonNode verdict(String cause) {
		await().atMost(WAIT)
			.untilAsserted(() -> assertThat(pool().at("/verdict/cause").asString())
				.as(() -> pool().at("/verdict").toPrettyString())
				.isEqualTo(cause));
		JsonNode verdict = pool().at("/verdict");
		logger.info("The verdict: " + verdict.toPrettyString());
		return verdict;
	}

	/**
	 * Whatever the pool's time went to before loses its share within some seconds.
	 */
	private static void assertCulprit(JsonNode verdict, String method, double share) {
		assertThat(verdict.at("/culprit/site").asString()).startsWith("com.example.shop." + method);
		await().atMost(WAIT)
			.untilAsserted(() -> assertThat(pool().at("/verdict/culprit/share").asDouble()).isBetween(share, 1.0));
	}

	private static String advice(JsonNode verdict) {
		return verdict.at("/advice").toString();
	}

	private static JsonNode pool() {
		return application.get("/actuator/db-pool/dataSource");
	}

}
