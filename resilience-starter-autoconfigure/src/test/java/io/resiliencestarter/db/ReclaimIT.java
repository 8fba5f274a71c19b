package io.resiliencestarter.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import com.example.shop.Borrower;
import io.resiliencestarter.TestApplication;
import io.resiliencestarter.testing.TestServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Taking connections back from holds that last too long.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReclaimIT {

	private static final Duration WAIT = Duration.ofSeconds(20);

	private static TestApplication application;

	private static DataSource dataSource;

	private static Backends backends;

	private final ExecutorService executor = Executors.newCachedThreadPool();

	@BeforeAll
	static void start() throws SQLException {
		application = TestApplication.start(TestServers.postgres().properties(), "resilience.db.pool-size=2",
				"resilience.db.max-overflow=0", "resilience.db.pool-timeout=20s", "resilience.db.leak-threshold=500ms",
				"resilience.db.reclaim-after=1s", "resilience.db.application-name=reclaimed");
		dataSource = application.bean(DataSource.class);
		backends = new Backends(TestServers.postgres(), "reclaimed");
	}

	@AfterAll
	static void stop() throws SQLException {
		backends.close();
		application.close();
	}

	@AfterEach
	void end() throws InterruptedException {
		this.executor.shutdown();
		assertThat(this.executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
		await().atMost(WAIT)
			.until(() -> application.get("/actuator/db-pool/dataSource").at("/connections/active").asInt() == 0);
	}

	@Test
	void leakedConnectionsAreTakenBackSoThatThePoolServesAgain(CapturedOutput output) throws SQLException {
		List<Connection> leaked = new ArrayList<>();
		Set<Integer> pids = new ConcurrentSkipListSet<>();
		for (int i = 0; i < 2; i++) {
			leaked.add(Borrower.borrow(dataSource));
			pids.add(Backends.pid(leaked.get(i)));
		}
		try (Connection connection = dataSource.getConnection()) {
			assertThat(pids).doesNotContain(Backends.pid(connection));
			assertThatExceptionOfType(SQLException.class).isThrownBy(() -> execute(leaked.get(0), "SELECT 1"));
		}
		await().atMost(WAIT).untilAsserted(() -> assertThat(backends.pids()).doesNotContainAnyElementsOf(pids));
		for (Connection connection : leaked) {
			connection.close();
		}
		dataSource.getConnection().close();
		await().atMost(WAIT).until(() -> warnings(output).size() == 2);
		assertThat(warnings(output)).allSatisfy((line) -> assertThat(line).containsPattern(
				"Pool 'dataSource': .* that main had held for [12]\\.\\d s, borrowed at com\\.example\\.shop\\.Borrower\\.borrow\\(Borrower\\.java:\\d+\\)"));
		assertThat(output).as("it was taken").doesNotContain("suspected to leak from main has come back");
	}

	@Test
	void runningStatementFailsAndItsConnectionIsNeverGivenToSomebodyElse(CapturedOutput output) throws Exception {
		Set<Integer> held = new ConcurrentSkipListSet<>();
		List<Future<?>> holders = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			holders.add(this.executor.submit(() -> sleepOnTheServer(held)));
		}
		await().atMost(WAIT).until(() -> held.size() == 2);
		Set<Integer> next = new ConcurrentSkipListSet<>();
		for (int i = 0; i < 20; i++) {
			try (Connection connection = dataSource.getConnection()) {
				next.add(Backends.pid(connection));
				execute(connection, "SELECT 1");
			}
		}
		assertThat(next).doesNotContainAnyElementsOf(held);
		for (Future<?> holder : holders) {
			assertThat(holder).failsWithin(WAIT).withThrowableThat().withCauseInstanceOf(SQLException.class);
		}
		await().atMost(Duration.ofSeconds(5))
			.untilAsserted(() -> assertThat(backends.pids()).doesNotContainAnyElementsOf(held));
		await().atMost(WAIT).until(() -> warnings(output).size() == 2);
		assertThat(warnings(output)).allSatisfy((line) -> assertThat(line).contains("Borrower.java:"));
	}

	/**
	 * Holds that end just when they would be taken back.
	 */
	@Test
	void nobodySuffersForSomebodyElsesLongHold() throws Exception {
		AtomicInteger tooLong = new AtomicInteger();
		List<Future<?>> callers = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			callers.add(this.executor.submit(() -> {
				for (int call = 0; call < 2; call++) {
					hold(ThreadLocalRandom.current().nextDouble(1.0, 1.7), tooLong);
					hold(0, tooLong);
				}
				return null;
			}));
		}
		for (Future<?> caller : callers) {
			caller.get(60, TimeUnit.SECONDS);
		}
		assertThat(tooLong).hasPositiveValue();
	}

	private static void hold(double seconds, AtomicInteger tooLong) throws SQLException {
		long start = 0;
		try (Connection connection = dataSource.getConnection()) {
			start = System.nanoTime();
			execute(connection, "SELECT pg_sleep(" + seconds + ")");
		}
		catch (SQLException ex) {
			if (start == 0 || System.nanoTime() - start < 900_000_000) {
				throw ex;
			}
			tooLong.incrementAndGet();
		}
	}

	private static Object sleepOnTheServer(Set<Integer> held) throws SQLException {
		try (Connection connection = Borrower.borrow(dataSource)) {
			held.add(Backends.pid(connection));
			execute(connection, "SELECT pg_sleep(30)");
			return held;
		}
	}

	private static void execute(Connection connection, String sql) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	private static List<String> warnings(CapturedOutput output) {
		return output.getOut().lines().filter((line) -> line.contains("took back and closed a connection")).toList();
	}

}
