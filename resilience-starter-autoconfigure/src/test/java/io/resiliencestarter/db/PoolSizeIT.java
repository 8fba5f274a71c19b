package io.resiliencestarter.db;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.resiliencestarter.TestApplication;
import io.resiliencestarter.testing.TestServers;
import io.resiliencestarter.testing.TestServers.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How many connections a pool has and for how long, counted on the server. What takes its
 * time happens while the first test runs.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PoolSizeIT {

	private static final PostgresServer SERVER = TestServers.postgres();

	private static final Duration WAIT = Duration.ofSeconds(20);

	private static final ExecutorService executor = Executors.newCachedThreadPool();

	private static TestApplication resting;

	private static Future<Rest> rest;

	private static TestApplication recycling;

	private static Future<Map<Integer, Duration>> lifetimes;

	@BeforeAll
	static void start() throws SQLException {
		resting = application("resting", "resilience.db.pool-size=2", "resilience.db.max-overflow=4",
				"resilience.db.pool-recycle=-1");
		rest = executor.submit(() -> watchOverflow(resting.bean(DataSource.class)));
		recycling = application("recycling", "resilience.db.pool-size=4", "resilience.db.max-overflow=0",
				"resilience.db.pool-recycle=30s");
		recycling.bean(DataSource.class).getConnection().close();
		lifetimes = executor.submit(PoolSizeIT::watchRecycling);
	}

	private static TestApplication application(String name, String... properties) {
		String[] own = { "resilience.db.application-name=" + name, "management.endpoint.dbpool.access=unrestricted" };
		List<String> all = new ArrayList<>(List.of(own));
		all.addAll(List.of(properties));
		return TestApplication.start(SERVER.properties(), all.toArray(String[]::new));
	}

	@AfterAll
	static void stop() {
		executor.shutdownNow();
		resting.close();
		recycling.close();
	}

	@Test
	void closesOverflowWithinAMinuteAndKeepsTheRestForGood() throws Exception {
		Rest observed = rest.get(90, TimeUnit.SECONDS);
		assertThat(observed.idleFor()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(60));
		assertThat(observed.kept()).hasSize(2);
		assertThat(observed.before()).hasSize(6).containsAll(observed.kept());
	}

	@Test
	void replacesConnectionsAtTheirAge() throws Exception {
		assertThat(lifetimes.get(60, TimeUnit.SECONDS)).hasSize(4)
			.allSatisfy((pid, age) -> assertThat(age).isBetween(Duration.ofMillis(22_000), Duration.ofMillis(31_500)));
	}

	@Test
	@Order(1)
	void neverHasMoreThanTheMaximumOnTheServer() throws Exception {
		try (TestApplication busy = application("busy", "resilience.db.pool-size=4", "resilience.db.max-overflow=4",
				"resilience.db.pool-timeout=20s", "resilience.db.server-evidence=false");
				Counter counter = new Counter(8)) {
			HikariDataSource dataSource = (HikariDataSource) busy.bean(DataSource.class);
			dataSource.getConnection().close();
			dataSource.getHikariConfigMXBean().setMaxLifetime(1000);
			int killed = 0;
			try (PoolLoad load = new PoolLoad(dataSource, 16)) {
				for (int max : new int[] { 4, 8, 3, 6, 1, 8 }) {
					resize(busy, max, counter);
					killed += harass(busy, counter);
				}
				assertThat(load.served()).isGreaterThan(1000);
				assertThat(load.failures()).as("only those whose connection was killed")
					.hasSizeLessThanOrEqualTo(killed);
			}
			assertThat(counter.samples()).isGreaterThan(1000);
			assertThat(counter.tooMany()).isEmpty();
		}
	}

	/**
	 * Busy connections above a smaller maximum stay until they are given back.
	 */
	private static void resize(TestApplication application, int max, Counter counter) {
		if (max > counter.allowed) {
			counter.allowed = max;
		}
		act(application, Map.<String, Object>of("action", "resize", "max", max));
		await().atMost(WAIT).until(() -> (max < counter.allowed) ? counter.last <= max : counter.last == max);
		await().during(Duration.ofMillis(200)).atMost(WAIT).until(() -> counter.last <= max);
		counter.allowed = max;
	}

	private static int harass(TestApplication application, Counter counter) throws SQLException {
		for (int i = 0; i < 3; i++) {
			counter.kill = true;
			await().atMost(WAIT).until(() -> !counter.kill);
			act(application, Map.of("action", "evict"));
		}
		return 3;
	}

	private static void act(TestApplication application, Map<String, ?> action) {
		assertThat(application.post("/actuator/db-pool/dataSource", action).getStatusCode().value()).isEqualTo(200);
	}

	private static Rest watchOverflow(DataSource dataSource) throws SQLException {
		try (Backends backends = new Backends(SERVER, "resting")) {
			List<Connection> borrowed = new ArrayList<>();
			for (int i = 0; i < 6; i++) {
				borrowed.add(dataSource.getConnection());
			}
			Set<Integer> before = backends.pids();
			for (Connection connection : borrowed) {
				connection.close();
			}
			long since = System.nanoTime();
			await().atMost(Duration.ofSeconds(80)).until(() -> backends.count() <= 2);
			return new Rest(before, backends.pids(), Duration.ofNanos(System.nanoTime() - since));
		}
	}

	/**
	 * Watch the first connections to their end.
	 */
	private static Map<Integer, Duration> watchRecycling() throws SQLException {
		Map<Integer, Duration> ages = new ConcurrentHashMap<>();
		try (Backends backends = new Backends(SERVER, "recycling")) {
			long since = System.nanoTime();
			await().atMost(WAIT).until(() -> backends.count() == 4);
			Set<Integer> alive = backends.pids();
			await().atMost(Duration.ofSeconds(50)).until(() -> {
				alive.retainAll(backends.pids());
				alive.forEach((pid) -> ages.put(pid, Duration.ofNanos(System.nanoTime() - since)));
				return alive.isEmpty();
			});
			assertThat(backends.count()).isLessThanOrEqualTo(4);
		}
		return ages;
	}

	/**
	 * A pool that came to rest.
	 *
	 * @param before its connections under load
	 * @param kept those that were left
	 * @param idleFor how long it took to close the others
	 */
	private record Rest(Set<Integer> before, Set<Integer> kept, Duration idleFor) {
	}

	/**
	 * Counts the connections of the busy application as often as it can.
	 */
	private static final class Counter implements AutoCloseable {

		private final Queue<String> tooMany = new ConcurrentLinkedQueue<>();

		private final Thread thread = new Thread(this::run, "counter");

		private volatile int allowed;

		private volatile int last;

		private final AtomicLong samples = new AtomicLong();

		private volatile boolean kill;

		private volatile boolean stopped;

		Counter(int allowed) {
			this.allowed = allowed;
			this.thread.start();
		}

		private void run() {
			try (Backends backends = new Backends(SERVER, "busy")) {
				while (!this.stopped) {
					count(backends);
				}
			}
			catch (SQLException ex) {
				this.tooMany.add("cannot count: " + ex);
			}
		}

		private void count(Backends backends) throws SQLException {
			int before = this.allowed;
			this.last = backends.count();
			int most = Math.max(before, this.allowed);
			if (this.last > most) {
				this.tooMany.add(this.last + " instead of " + most);
			}
			this.samples.incrementAndGet();
			if (this.kill) {
				backends.terminateOne();
				this.kill = false;
			}
		}

		long samples() {
			return this.samples.get();
		}

		Queue<String> tooMany() {
			return this.tooMany;
		}

		@Override
		public void close() {
			this.stopped = true;
			await().atMost(WAIT).until(() -> !this.thread.isAlive());
		}

	}

}
