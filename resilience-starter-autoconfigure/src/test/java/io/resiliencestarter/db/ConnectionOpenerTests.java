package io.resiliencestarter.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;

/**
 * Tests for {@link ConnectionOpener}.
 */
class ConnectionOpenerTests {

	private final DataSource driver = mock();

	private final ConnectionOpener opener = new ConnectionOpener(() -> this.driver, 1, null, UnaryOperator.identity(),
			new UrlSecrets(new HikariConfig()), Clock.systemUTC());

	private final ExecutorService executor = Executors.newSingleThreadExecutor();

	@AfterEach
	void end() {
		this.executor.shutdownNow();
	}

	@Test
	void opensTheNextConnectionAMomentAfterTheOldOneIsClosed() throws Exception {
		Connection old = open();
		Future<Connection> next = this.executor.submit(() -> this.opener.getConnection());
		await().during(Duration.ofMillis(100)).until(() -> !next.isDone());
		given(old.isClosed()).willReturn(true);
		long closed = System.nanoTime();
		next.get(4, TimeUnit.SECONDS);
		assertThat(System.nanoTime() - closed).isGreaterThan(Duration.ofMillis(50).toNanos());
		then(this.driver).should(times(2)).getConnection();
	}

	@Test
	void opensAnotherConnectionIfTheMaximumIsRaised() throws Exception {
		open();
		Future<Connection> next = this.executor.submit(() -> this.opener.getConnection());
		await().during(Duration.ofMillis(100)).until(() -> !next.isDone());
		this.opener.places().setLimit(2);
		assertThat(next).succeedsWithin(Duration.ofSeconds(4));
	}

	@Test
	void opensNoneIfThePoolHasBecomeSmallerMeanwhile() throws Exception {
		this.opener.places().setLimit(2);
		open();
		open();
		Future<Connection> next = this.executor.submit(() -> this.opener.getConnection());
		await().during(Duration.ofMillis(100)).until(() -> !next.isDone());
		this.opener.places().setLimit(1);
		assertThat(next).failsWithin(Duration.ofSeconds(4))
			.withThrowableThat()
			.withCauseInstanceOf(SQLTransientConnectionException.class);
		assertThat(this.opener.failure()).as("no failure of the server").isNull();
	}

	@Test
	void failureIsKnownUntilAConnectionIsOpened() throws SQLException {
		given(this.driver.getConnection()).willThrow(new SQLException("down")).willReturn(mock(Connection.class));
		assertThat(this.executor.submit(() -> this.opener.getConnection())).failsWithin(Duration.ofSeconds(4));
		assertThat(this.opener.failure()).isNotNull();
		this.opener.getConnection();
		assertThat(this.opener.failure()).isNull();
	}

	private Connection open() throws SQLException {
		given(this.driver.getConnection()).willReturn(mock(Connection.class));
		return this.opener.getConnection();
	}

}
