package io.resiliencestarter.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

import com.zaxxer.hikari.HikariDataSource;
import io.resiliencestarter.budget.Quota;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ServerLimits} and {@link IdleConnection}, with a server that is not
 * asked more than its name.
 */
class ServerLimitsTests {

	private final HikariDataSource dataSource = new HikariDataSource();

	private final Clock clock = mock();

	private final AtomicInteger news = new AtomicInteger();

	private final ExecutorService executor = Executors.newSingleThreadExecutor();

	private Instant now = Instant.parse("2026-03-01T02:00:00Z");

	@BeforeEach
	void start() {
		this.dataSource.setJdbcUrl("jdbc:h2:mem:limits");
		this.dataSource.setMaximumPoolSize(2);
		this.dataSource.setMinimumIdle(1);
		given(this.clock.instant()).willAnswer((call) -> this.now);
	}

	@AfterEach
	void end() {
		this.executor.shutdownNow();
		this.dataSource.close();
	}

	@Test
	void poolThatNobodyHasUsedIsNotStarted() {
		ServerLimits limits = limits(false, true);
		limits.look(this.dataSource);
		assertThat(this.dataSource.getHikariPoolMXBean()).isNull();
		assertThat(limits.isAsked()).isFalse();
		assertThat(limits.capacity().note()).startsWith("it was not asked yet");
	}

	@Test
	void serverIsAskedOnceAfterTheFirstConnection() throws SQLException {
		ServerLimits limits = limits(false, false);
		this.dataSource.getConnection().close();
		lookUntilNews(limits, 1);
		assertThat(limits.capacity().product()).startsWith("H2 2.");
		assertThat(limits.capacity().note()).contains("only PostgreSQL, MySQL and MariaDB are asked");
		assertThat(limits.checkedAt()).isEqualTo(this.now);
		this.now = this.now.plus(Duration.ofMinutes(10));
		assertNothingMoreIsAsked(limits);
	}

	@Test
	void answerIsFreshForTwoMinutes() throws SQLException {
		ServerLimits limits = limits(false, false);
		assertThat(limits.isFresh()).isFalse();
		this.dataSource.getConnection().close();
		lookUntilNews(limits, 1);
		this.now = this.now.plus(Duration.ofSeconds(119));
		assertThat(limits.isFresh()).isTrue();
		this.now = this.now.plus(Duration.ofSeconds(1));
		assertThat(limits.isFresh()).isFalse();
	}

	@Test
	void serverIsAskedEveryMinuteForAsLongAsSomebodyWantsToKnow() throws SQLException {
		ServerLimits limits = limits(false, false);
		this.dataSource.getConnection().close();
		limits.want();
		lookUntilNews(limits, 1);
		this.now = this.now.plus(Duration.ofSeconds(59));
		assertNothingMoreIsAsked(limits);
		this.now = this.now.plus(Duration.ofSeconds(1));
		lookUntilNews(limits, 2);
		this.now = this.now.plus(Duration.ofMinutes(5));
		assertNothingMoreIsAsked(limits);
		limits.want();
		lookUntilNews(limits, 3);
	}

	@Test
	void budgetWantsToKnowAllTheTime() throws SQLException {
		ServerLimits limits = limits(false, true);
		this.dataSource.getConnection().close();
		lookUntilNews(limits, 1);
		this.now = this.now.plus(Duration.ofMinutes(60));
		lookUntilNews(limits, 2);
	}

	@Test
	void lastIdleConnectionOfAPoolInUseIsNotTaken() throws Exception {
		try (Connection first = this.dataSource.getConnection()) {
			Connection second = this.dataSource.getConnection();
			second.close();
			assertThat(this.dataSource.getHikariPoolMXBean().getIdleConnections()).isOne();
			assertThat(IdleConnection.isThere(this.dataSource)).isFalse();
			assertThat(IdleConnection.take(this.dataSource)).isNull();
			assertThat(first.isClosed()).isFalse();
		}
		assertThat(IdleConnection.isThere(this.dataSource)).isTrue();
	}

	@Test
	void nothingIsTakenWhileSomebodyWaits() throws Exception {
		Connection first = this.dataSource.getConnection();
		Connection second = this.dataSource.getConnection();
		Future<Connection> waiter = this.executor.submit(() -> this.dataSource.getConnection());
		await().until(() -> this.dataSource.getHikariPoolMXBean().getThreadsAwaitingConnection() == 1);
		assertThat(IdleConnection.isThere(this.dataSource)).isFalse();
		first.close();
		waiter.get().close();
		second.close();
	}

	@Test
	void connectionThatIsTakenLooksIdle() throws Exception {
		this.dataSource.getConnection().close();
		try (Connection taken = IdleConnection.take(this.dataSource)) {
			assertThat(taken).isNotNull();
			assertThat(this.dataSource.getHikariPoolMXBean().getActiveConnections()).isOne();
		}
		assertThat(this.dataSource.getHikariPoolMXBean().getActiveConnections()).isZero();
	}

	@Test
	void limitThatARefusalTellsIsKnownWithoutAnyConnection() {
		ServerLimits limits = limits(false, false);
		limits.refused(ConnectFailure
			.of(new SQLException("User 'app' has exceeded the 'max_user_connections' resource (current value: 15)",
					"42000", 1226), Instant.EPOCH));
		assertThat(limits.capacity().quotas()).extracting(Quota::limit).containsExactly(15);
		assertThat(limits.capacity().pooled()).isFalse();
		lookUntilNews(limits, 1);
	}

	@Test
	void poolerIsKnownByItsWordsAndStaysKnown() throws SQLException {
		ServerLimits limits = limits(false, true);
		limits.refused(refusal("08P01", "no more connections allowed (max_client_conn)"));
		assertThat(limits.capacity().pooled()).isTrue();
		assertThat(limits.capacity().quotas()).isEmpty();
		assertThat(limits.capacity().note()).contains("a pooler is in between");
		limits.refused(refusal("XX000", "(EMAXCONN) max client connections reached, limit: 200"));
		limits.refused(refusal("08P01", "query_wait_timeout"));
		this.dataSource.getConnection().close();
		await().until(() -> {
			limits.look(this.dataSource);
			return limits.capacity().product() != null;
		});
		assertThat(limits.capacity().quotas()).containsExactly(
				new Quota("pooler: (EMAXCONN) max client connections reached, limit: 200", 200, null, false));
		assertThat(limits.capacity().note()).isNull();
	}

	@Test
	void poolerOfTheProviderIsKnownFromTheStart() {
		assertThat(limits(true, false).capacity().pooled()).isTrue();
	}

	@Test
	void otherFailuresSayNothing() {
		ServerLimits limits = limits(false, false);
		ServerCapacity before = limits.capacity();
		limits.refused(refusal("28P01", "password authentication failed, limit: 5"));
		limits.refused(refusal("53300", "sorry, too many clients already"));
		assertThat(limits.capacity()).isEqualTo(before);
	}

	private ServerLimits limits(boolean pooled, boolean always) {
		ServerLimits limits = new ServerLimits("db:5432", pooled, always, this.clock);
		limits.onNews(this.news::incrementAndGet);
		return limits;
	}

	private static ConnectFailure refusal(String state, String message) {
		return ConnectFailure.of(new SQLException(message, state), Instant.EPOCH);
	}

	private void lookUntilNews(ServerLimits limits, int count) {
		await().until(() -> {
			limits.look(this.dataSource);
			return this.news.get() == count;
		});
	}

	private void assertNothingMoreIsAsked(ServerLimits limits) {
		int before = this.news.get();
		await().during(Duration.ofMillis(100)).until(() -> {
			limits.look(this.dataSource);
			return this.news.get() == before;
		});
	}

}
