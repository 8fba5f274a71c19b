package io.resiliencestarter.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.resiliencestarter.testing.Callers;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Processes of an application that share a PostgreSQL with few connections, while they
 * are started, stopped, killed and paused by chance, and Redis is, too. The system
 * properties {@code fleet.processes}, {@code fleet.seconds} and {@code fleet.seed} make
 * it larger, longer, and repeat it.
 */
@Timeout(600)
class FleetIT {

	private static final Log logger = LogFactory.getLog(FleetIT.class);

	private static final int PROCESSES = Integer.getInteger("fleet.processes", 3);

	private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("fleet.seconds", 15));

	private static final int MAX_CONNECTIONS = 40;

	/** Of 40, three are for superusers, and 10% of the others are left to others. */
	private static final int BUDGET = 33;

	private static final String SESSIONS = "SELECT application_name, count(*) FROM pg_stat_activity "
			+ "WHERE application_name LIKE 'fleet/%' GROUP BY 1";

	private static final Duration LEASE = Duration.ofSeconds(3);

	private final long seed = Long.getLong("fleet.seed", System.nanoTime());

	private final Random random = new Random(this.seed);

	private final RedisServer redis = RedisServer.start();

	private final EmbeddedPostgres postgres = startPostgres();

	private final List<Process> members = new ArrayList<>();

	private final Callers sampler = new Callers();

	private final List<Integer> samples = new ArrayList<>();

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path logs;

	private int launched;

	private static EmbeddedPostgres startPostgres() {
		try {
			return EmbeddedPostgres.builder()
				.setServerConfig("max_connections", String.valueOf(MAX_CONNECTIONS))
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@AfterEach
	void end() throws IOException, InterruptedException {
		this.sampler.stopAndAwait(Duration.ofSeconds(5));
		this.members.forEach(Process::destroyForcibly);
		this.redis.close();
		this.postgres.close();
	}

	@Test
	void processesNeverHaveMoreConnectionsThanTheirBudget() throws Exception {
		logger.info("A fleet with -Dfleet.seed=" + this.seed);
		try (Connection observer = DriverManager.getConnection(this.postgres.getJdbcUrl("postgres", "postgres"));
				Statement statement = observer.createStatement()) {
			this.sampler.repeat(1, () -> sample(statement));
			for (int i = 0; i < PROCESSES; i++) {
				this.members.add(launch());
			}
			awaitUse();
			long end = System.nanoTime() + LENGTH.toNanos();
			while (System.nanoTime() < end) {
				event(this.random.nextInt(6));
				pause(1500);
			}
			awaitUse();
			this.sampler.stopAndAwait(Duration.ofSeconds(5));
		}
		assertThat(this.sampler.failures()).isEmpty();
		// What is closed takes the server a moment: what counts is seen twice
		int most = IntStream.range(1, this.samples.size())
			.map((i) -> Math.min(this.samples.get(i - 1), this.samples.get(i)))
			.max()
			.orElseThrow();
		logger.info("Of %d connections, at most %d were used at one time in %d samples, %.1f on average".formatted(
				BUDGET, most, this.samples.size(),
				this.samples.stream().mapToInt(Integer::intValue).average().orElseThrow()));
		assertThat(most).as("fleet.seed=%d", this.seed).isLessThanOrEqualTo(BUDGET);
		try (Stream<Path> outputs = Files.list(this.logs)) {
			assertThat(outputs).allSatisfy((output) -> assertThat(output).content()
				.doesNotContain("REFUSED", "too many clients", "remaining connection slots"));
		}
	}

	private void awaitUse() {
		await().atMost(Duration.ofSeconds(60)).during(Duration.ofMillis(500)).until(() -> last() >= BUDGET * 9 / 10);
	}

	private synchronized int last() {
		return this.samples.isEmpty() ? 0 : this.samples.get(this.samples.size() - 1);
	}

	private void sample(Statement statement) throws SQLException {
		Map<String, Integer> sessions = new TreeMap<>();
		try (ResultSet rows = statement.executeQuery(SESSIONS)) {
			while (rows.next()) {
				sessions.put(rows.getString(1), rows.getInt(2));
			}
		}
		int sum = sessions.values().stream().mapToInt(Integer::intValue).sum();
		if (sum > BUDGET) {
			logger.warn("%d connections: %s".formatted(sum, sessions));
		}
		synchronized (this) {
			this.samples.add(sum);
		}
		statement.execute("SELECT pg_sleep(0.05)");
	}

	private void event(int kind) throws Exception {
		int victim = this.random.nextInt(this.members.size());
		Process member = this.members.get(victim);
		logger.info("Event %d, process %d of %s".formatted(kind, member.pid(),
				this.members.stream().map(Process::pid).toList()));
		switch (kind) {
			case 0 -> {
				member.destroyForcibly().waitFor();
				this.members.set(victim, launch());
			}
			case 1 -> {
				// New before old, as in a rolling deployment
				this.members.set(victim, launch());
				member.destroy();
				this.members.add(member);
				pause(500);
				this.members.remove(member);
			}
			case 2 -> {
				signal(member, "STOP");
				pause((int) LEASE.multipliedBy(3).toMillis());
				signal(member, "CONT");
			}
			case 3 -> {
				this.redis.suspend();
				pause((int) LEASE.multipliedBy(2).toMillis());
				this.redis.resume();
			}
			case 4 -> {
				this.redis.kill();
				pause(2000);
				this.redis.restart();
			}
			default -> pause(2000);
		}
	}

	private static void signal(Process process, String name) throws IOException, InterruptedException {
		new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
	}

	private void pause(int atMostMillis) {
		Duration pause = Duration.ofMillis(this.random.nextInt(atMostMillis));
		await().pollDelay(pause).atMost(pause.plusSeconds(30)).until(() -> true);
	}

	private Process launch() throws IOException {
		this.launched++;
		List<String> command = new ArrayList<>(List.of(
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
				"-Xmx96m", "-cp", System.getProperty("java.class.path"), FleetMember.class.getName(),
				"--spring.application.name=fleet", "--spring.main.banner-mode=off",
				"--spring.datasource.url=" + this.postgres.getJdbcUrl("postgres", "postgres"),
				"--resilience.db.pool-size=5", "--resilience.db.max-overflow=25", "--resilience.db.pool-timeout=5s",
				"--resilience.budget.mode=shared", "--resilience.budget.max-replicas=" + Math.max(12, PROCESSES),
				"--resilience.budget.heartbeat=300ms", "--resilience.budget.lease=" + LEASE.toMillis() + "ms"));
		for (String property : this.redis.address().properties()) {
			command.add("--" + property);
		}
		return new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(this.logs.resolve("member-" + this.launched + ".log").toFile())
			.start();
	}

}
