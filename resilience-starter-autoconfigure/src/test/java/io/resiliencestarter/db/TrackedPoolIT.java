package io.resiliencestarter.db;

import java.sql.Connection;
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
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import com.example.shop.Borrower;
import com.zaxxer.hikari.HikariDataSource;
import io.resiliencestarter.TestApplication;
import io.resiliencestarter.testing.TestServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/**
 * Who holds what and who waits, on a real PostgreSQL and through the real endpoint.
 */
@ExtendWith(OutputCaptureExtension.class)
class TrackedPoolIT {

	private static TestApplication application;

	private static DataSource dataSource;

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final CountDownLatch release = new CountDownLatch(1);

	@BeforeAll
	static void start() {
		application = TestApplication.start(TestServers.postgres().properties(), "resilience.db.pool-size=2",
				"resilience.db.max-overflow=0", "resilience.db.pool-timeout=1s", "resilience.db.max-waiting=2",
				"resilience.db.slow-hold-threshold=500ms", "resilience.db.leak-threshold=1500ms");
		dataSource = application.bean(DataSource.class);
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@AfterEach
	void letGo() throws InterruptedException {
		this.release.countDown();
		this.executor.shutdown();
		assertThat(this.executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
		assertThat(pool().at("/connections/active").asInt()).isZero();
	}

	@Test
	void showsEachHolderWithThreadAgeAndLine() throws SQLException {
		try (Connection first = Borrower.borrow(dataSource); Statement statement = first.createStatement()) {
			statement.execute("SELECT 1");
			await().until(() -> pool().at("/holders/0/heldMs").asLong() >= 100);
			JsonNode holder = pool().at("/holders/0");
			assertThat(pool().at("/holders").size()).isEqualTo(1);
			assertThat(holder.at("/thread").asString()).isEqualTo(Thread.currentThread().getName());
			assertThat(holder.at("/borrowedAt").asString())
				.matches("com\\.example\\.shop\\.Borrower\\.borrow\\(Borrower\\.java:\\d+\\)");
			assertThat(holder.at("/virtual").asBoolean()).isFalse();
			assertThat(holder.at("/stack").size()).isPositive();
		}
		assertThat(pool().at("/holders").size()).isZero();
	}

	@Test
	void showsWhoWaitsAndForHowLong() throws Exception {
		exhaust();
		Future<?> waiter = this.executor.submit(() -> dataSource.getConnection());
		await().untilAsserted(() -> assertThat(pool().at("/waiters/0/waitedMs").asLong()).isPositive());
		JsonNode pool = pool();
		assertThat(pool.at("/status").asString()).isEqualTo("critical");
		assertThat(pool.at("/connections/waiting").asInt()).isEqualTo(1);
		assertThat(pool.at("/holders/0/doing").asString()).isEqualTo("external-call");
		assertThat(waiter).failsWithin(Duration.ofSeconds(5))
			.withThrowableThat()
			.withCauseInstanceOf(SQLTransientConnectionException.class)
			.withMessageContaining("dataSource: no connection within 1000 ms (2/2 active, 0 waiting).")
			.withMessageContaining(" Longest holder: pool-");
		assertThat(pool().at("/acquire/timeouts").asInt()).isPositive();
		assertThat(pool().at("/acquire/maxMs").asDouble()).isBetween(900.0, 5000.0);
		double seconds = application.get("/actuator/metrics/resilience.pool.acquire.p95")
			.at("/measurements/0/value")
			.asDouble();
		assertThat(seconds * 1000).isEqualTo(pool().at("/acquire/p95Ms").asDouble(), within(1.0));
	}

	@Test
	void turnsCallersAwayWhenTooManyWait() throws Exception {
		exhaust();
		List<Future<Connection>> waiters = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			waiters.add(this.executor.submit(() -> dataSource.getConnection()));
		}
		await().until(() -> pool().at("/connections/waiting").asInt() == 2);
		long start = System.nanoTime();
		assertThatExceptionOfType(SQLTransientConnectionException.class).isThrownBy(() -> dataSource.getConnection())
			.withMessageStartingWith("dataSource: rejected, since 2 callers wait already");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(200));
		assertThat(pool().at("/acquire/rejected").asInt()).isPositive();
		this.release.countDown();
		for (Future<Connection> waiter : waiters) {
			waiter.get(10, TimeUnit.SECONDS).close();
		}
	}

	@Test
	void warnsOnceOfASlowHoldAndOfALeakAndSaysWhenItComesBack(CapturedOutput output) throws SQLException {
		try (Connection leaked = Borrower.borrow(dataSource)) {
			assertThat(leaked.isValid(1)).isTrue();
			await().until(() -> output.getOut().contains("suspected leak"));
			await().during(Duration.ofSeconds(1)).until(() -> true);
		}
		await().until(() -> output.getOut().contains("has come back after"));
		assertThat(output.getOut().lines().filter((line) -> line.contains("holds a connection for"))).hasSize(1);
		assertThat(output.getOut().lines().filter((line) -> line.contains("suspected leak"))).hasSize(1);
		assertThat(output.getOut()).containsPattern("suspected leak. main borrowed .* at com.example.shop.Borrower");
		application.get("/actuator/metrics/resilience.pool.leaks.suspected?tag=pool:dataSource");
	}

	@Test
	void connectionThatAnotherThreadClosesIsFree() throws Exception {
		Connection connection = dataSource.getConnection();
		this.executor.submit(() -> {
			connection.close();
			return null;
		}).get(10, TimeUnit.SECONDS);
		assertThat(pool().at("/holders").size()).isZero();
	}

	@Test
	void evictedAndBrokenConnectionsAreHeldNoLonger() throws SQLException {
		Connection evicted = dataSource.getConnection();
		((HikariDataSource) dataSource).evictConnection(evicted);
		await().untilAsserted(() -> assertThat(pool().at("/holders").size()).isZero());
		evicted.close();
		Connection broken = dataSource.getConnection();
		broken.unwrap(Connection.class).abort(Runnable::run);
		await().untilAsserted(() -> assertThat(pool().at("/holders").size()).isZero());
		assertThatExceptionOfType(SQLException.class).isThrownBy(broken::close);
	}

	@Test
	void nestedBorrowsAreTwoHoldsOfOneThread() throws SQLException {
		try (Connection outer = dataSource.getConnection(); Connection inner = dataSource.getConnection()) {
			assertThat(outer).isNotSameAs(inner);
			JsonNode holders = pool().at("/holders");
			assertThat(holders.size()).isEqualTo(2);
			assertThat(holders.at("/0/thread")).isEqualTo(holders.at("/1/thread"));
		}
	}

	@Test
	void driversConnectionCanBeUnwrapped() throws Exception {
		assertThat(dataSource).isInstanceOf(HikariDataSource.class);
		assertThat(dataSource.unwrap(HikariDataSource.class)).isSameAs(dataSource);
		try (Connection connection = dataSource.getConnection()) {
			Class<?> driversType = Class.forName("org.postgresql.PGConnection");
			assertThat(connection.unwrap(driversType)).isInstanceOf(driversType);
		}
	}

	@Test
	void countsBorrowsAndMeasuresHolds() throws SQLException {
		long before = pool().at("/acquire/count").asLong();
		dataSource.getConnection().close();
		dataSource.getConnection().close();
		assertThat(pool().at("/acquire/count").asLong()).isEqualTo(before + 2);
		assertThat(pool().at("/hold/count").asLong()).isEqualTo(before + 2);
	}

	private void exhaust() {
		for (int i = 0; i < 2; i++) {
			this.executor.execute(this::holdUntilReleased);
		}
		await().until(() -> pool().at("/connections/active").asInt() == 2);
	}

	private void holdUntilReleased() {
		try (Connection connection = dataSource.getConnection()) {
			assertThat(connection.isClosed()).isFalse();
			this.release.await();
		}
		catch (SQLException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static JsonNode pool() {
		return application.get("/actuator/db-pool/dataSource");
	}

}
