package io.resiliencestarter.redis;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.resiliencestarter.budget.LeaseRequest;
import io.resiliencestarter.budget.LeaseStore;
import io.resiliencestarter.db.DbPoolAutoConfiguration;
import io.resiliencestarter.support.ResilienceAutoConfiguration;
import io.resiliencestarter.testing.Callers;
import io.resiliencestarter.testing.TestServers;
import io.resiliencestarter.testing.TestServers.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Applications that share the connections of one database by leases in one Redis. The
 * server is asked all the time how many there really are.
 */
@Timeout(120)
class SharedBudgetIT {

	private static final PostgresServer DATABASE = TestServers.postgres();

	private static final RedisServer REDIS = RedisServer.start();

	private static final int TOTAL = 20;

	private static final Duration LEASE = Duration.ofSeconds(3);

	private static final Duration WAIT = Duration.ofSeconds(15);

	private final List<ConfigurableApplicationContext> applications = new ArrayList<>();

	private final Callers callers = new Callers();

	private final AtomicInteger most = new AtomicInteger();

	private volatile Map<String, Integer> sessions = Map.of();

	@BeforeEach
	void watch() throws SQLException {
		Connection observer = DriverManager.getConnection(DATABASE.url() + "&ApplicationName=observer",
				DATABASE.username(), DATABASE.password());
		PreparedStatement statement = observer.prepareStatement("SELECT application_name, count(*) "
				+ "FROM pg_stat_activity WHERE application_name LIKE 'shop-%' GROUP BY 1");
		PreparedStatement pause = observer.prepareStatement("SELECT pg_sleep(0.05)");
		this.callers.repeat(1, () -> {
			Map<String, Integer> seen = new TreeMap<>();
			try (ResultSet rows = statement.executeQuery()) {
				while (rows.next()) {
					seen.put(rows.getString(1).replaceAll("/.*", ""), rows.getInt(2));
				}
			}
			// What is closed takes the server a moment
			this.most.accumulateAndGet(Math.min(sum(seen), sum(this.sessions)), Math::max);
			this.sessions = seen;
			pause.execute();
		});
	}

	@AfterEach
	void stop() throws InterruptedException {
		this.callers.stopAndAwait(WAIT);
		this.applications.forEach(ConfigurableApplicationContext::close);
		REDIS.resume();
		assertThat(this.most).as("most connections at one time").hasValueLessThanOrEqualTo(TOTAL);
	}

	@AfterAll
	static void stopRedis() {
		REDIS.close();
	}

	@Test
	void shareFollowsDemandAndIsFairWhenAllWantMore() {
		DataSource one = start("one", "fair");
		load(one, 30);
		await().atMost(WAIT).untilAsserted(() -> assertThat(sum(this.sessions)).isBetween(TOTAL - 2, TOTAL));
		DataSource two = start("two", "fair");
		load(two, 30);
		await().atMost(WAIT).untilAsserted(() -> assertThat(sessions("two")).isBetween(8, 11));
		DataSource three = start("three", "fair");
		load(three, 30);
		await().atMost(WAIT)
			.untilAsserted(() -> assertThat(List.of(sessions("one"), sessions("two"), sessions("three")))
				.allSatisfy((count) -> assertThat(count).isBetween(5, 7)));
		await().atMost(WAIT).until(() -> sum(this.sessions) >= TOTAL * 9 / 10);
	}

	@Test
	void instanceThatLeavesFreesItsShareAtOnceAndOneThatDiesAfterOneLease() {
		DataSource one = start("one", "leaving");
		start("two", "leaving");
		load(one, 30);
		LeaseStore store = this.applications.get(0).getBean(LeaseStore.class);
		dead("leaving", store, 1);
		await().atMost(WAIT).until(() -> dead("leaving", store, 2) >= 6);
		assertThat(sessions("one")).isLessThanOrEqualTo(TOTAL - 6);
		long died = System.nanoTime();
		await().atMost(WAIT).until(() -> sessions("one") >= TOTAL - 4);
		assertThat(Duration.ofNanos(System.nanoTime() - died)).isBetween(LEASE.dividedBy(2), LEASE.multipliedBy(3));
		this.applications.remove(1).close();
		await().atMost(WAIT).until(() -> sessions("one") >= TOTAL - 2);
	}

	@Test
	void withoutRedisAllAreAtTheirFloorBeforeTheirLeasesEndAndComeBackByThemselves() {
		load(start("one", "outage"), 30);
		load(start("two", "outage"), 30);
		await().atMost(WAIT).until(() -> sum(this.sessions) >= TOTAL - 2);
		REDIS.suspend();
		long gone = System.nanoTime();
		await().pollInterval(Duration.ofMillis(10)).atMost(WAIT).until(() -> sum(this.sessions) <= 4);
		assertThat(Duration.ofNanos(System.nanoTime() - gone)).isLessThan(LEASE);
		REDIS.resume();
		await().atMost(WAIT).until(() -> sum(this.sessions) >= TOTAL - 2);
		REDIS.kill();
		await().atMost(WAIT).until(() -> sum(this.sessions) <= 4);
		REDIS.restart();
		await().atMost(WAIT).until(() -> sum(this.sessions) >= TOTAL - 2);
	}

	@Test
	void connectionsThatAreHeldWhenTheLeaseEndsAreClosed() throws SQLException {
		DataSource one = start("one", "held");
		List<Connection> held = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			held.add(one.getConnection());
		}
		REDIS.suspend();
		long gone = System.nanoTime();
		await().pollInterval(Duration.ofMillis(10)).atMost(WAIT).until(() -> sessions("one") <= 2);
		assertThat(Duration.ofNanos(System.nanoTime() - gone)).isLessThan(LEASE);
		for (Connection connection : held) {
			connection.close();
		}
	}

	@Test
	void startsWithoutRedisOnOneConnection() throws SQLException {
		REDIS.suspend();
		DataSource one = start("one", "alone");
		try (Connection connection = one.getConnection()) {
			assertThat(connection.isValid(1)).isTrue();
			await().until(() -> sessions("one") == 1);
		}
		load(one, 30);
		await().atMost(WAIT).until(() -> sessions("one") == 2);
		REDIS.resume();
		await().atMost(WAIT).until(() -> sessions("one") >= TOTAL - 2);
	}

	@Test
	void poolsOfOneApplicationShareItsLeaseByDemand() {
		ConfigurableApplicationContext application = start(TwoPools.class, "one", "pools");
		HikariDataSource orders = application.getBean("orders", HikariDataSource.class);
		HikariDataSource reports = application.getBean("reports", HikariDataSource.class);
		load(orders, 30);
		await().atMost(WAIT).until(() -> orders.getMaximumPoolSize() >= TOTAL - 4);
		load(reports, 30);
		await().atMost(WAIT).untilAsserted(() -> {
			assertThat(reports.getMaximumPoolSize()).isBetween(8, 10);
			assertThat(orders.getMaximumPoolSize()).isBetween(8, 10);
		});
		await().atMost(WAIT).until(() -> sessions("one") >= TOTAL - 2);
	}

	/**
	 * A member that was never there to give its lease back.
	 */
	private static int dead(String budget, LeaseStore store, int sequence) {
		int holds = (sequence == 1) ? 0 : 1;
		return store
			.renew(budget,
					new LeaseRequest("dead", "dead/1", System.nanoTime(), 0, holds, 10, 10, TOTAL, 2,
							Duration.ofMillis(300), LEASE, -1, 0, List.of(), Map.of()))
			.lease();
	}

	private DataSource start(String name, String budget) {
		return start(Application.class, name, budget).getBean(DataSource.class);
	}

	private ConfigurableApplicationContext start(Class<?> type, String name, String budget) {
		ConfigurableApplicationContext application = new SpringApplicationBuilder(type).web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "spring.application.name=shop-" + name,
					"spring.datasource.url=" + DATABASE.url(), "spring.datasource.username=" + DATABASE.username(),
					"spring.datasource.password=" + DATABASE.password(), "resilience.db.pool-size=5",
					"resilience.db.max-overflow=25", "resilience.db.pool-timeout=5s", "resilience.budget.mode=shared",
					"resilience.budget.max-connections=" + TOTAL, "resilience.budget.reserve=0",
					"resilience.budget.max-replicas=10", "resilience.budget.heartbeat=300ms",
					"resilience.budget.lease=" + LEASE.toMillis() + "ms", "resilience.budget.name=" + budget)
			.properties(REDIS.address().properties())
			.run();
		this.applications.add(application);
		return application;
	}

	private void load(DataSource dataSource, int threads) {
		this.callers.repeat(threads, () -> {
			try (Connection connection = dataSource.getConnection();
					Statement statement = connection.createStatement()) {
				statement.execute("SELECT pg_sleep(0.02)");
			}
			catch (SQLException ex) {
				// as it may be while there are too few
			}
		});
	}

	private int sessions(String name) {
		return this.sessions.getOrDefault("shop-" + name, 0);
	}

	private static int sum(Map<String, Integer> counts) {
		return counts.values().stream().mapToInt(Integer::intValue).sum();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ResilienceAutoConfiguration.class, DbPoolAutoConfiguration.class,
			RedisPoolAutoConfiguration.class, RedisBudgetAutoConfiguration.class, DataSourceAutoConfiguration.class,
			DataRedisAutoConfiguration.class })
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Application.class)
	static class TwoPools {

		@Bean
		HikariDataSource orders(DataSourceProperties properties) {
			return properties.initializeDataSourceBuilder().type(HikariDataSource.class).build();
		}

		@Bean
		HikariDataSource reports(DataSourceProperties properties) {
			return properties.initializeDataSourceBuilder().type(HikariDataSource.class).build();
		}

	}

}
