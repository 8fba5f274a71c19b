package io.resiliencestarter.endurance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

import com.zaxxer.hikari.HikariDataSource;
import io.resiliencestarter.TestApplication;
import io.resiliencestarter.http.FaultyServer;
import io.resiliencestarter.testing.TestServers;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Much traffic in a short time, after which there is no more of anything than before. By
 * default little of it; {@code -Pendurance} has that of an hour.
 */
class EnduranceIT {

	private static final Log logger = LogFactory.getLog(EnduranceIT.class);

	private static final int BORROWS = Integer.getInteger("endurance.borrows", 50_000);

	private static final int CALLS = Integer.getInteger("endurance.calls", 10_000);

	private static final int ROUNDS = 10;

	/**
	 * A fifth of the traffic, after which all has been used that is made at first use.
	 */
	private static final int WARM_UP = 2;

	/** So many short-lived callers of each kind in a round. */
	private static final int VISITS = 500;

	private static final int DRAINS = 1 + Math.min(4, BORROWS / 500_000);

	private static final int POOL_SIZE = 20;

	/**
	 * What the collector and caches of libraries vary by; eight bytes for each borrow.
	 */
	private static final long HEAP_TOLERANCE = Math.min(2_000_000, 500_000 + 8L * BORROWS);

	/** Threads of servers and pools that end once they are idle, as many as callers. */
	private static final long THREADS_TOLERANCE = Crowd.SIZE + 4;

	/**
	 * The virtual machine makes forms of its own of each method handle that has been
	 * invoked 127 times: some hundred in a full run, next to none in its last two rounds.
	 */
	private static final long CLASSES_TOLERANCE = 150;

	/** Connections that HTTP clients keep, each with two ends in this JVM. */
	private static final long FILES_TOLERANCE = 2 * Crowd.SIZE;

	private static final List<String> LOOKS = List.of("/actuator/db-pool", "/actuator/db-pool/dataSource",
			"/actuator/db-pool/dataSource/incidents", "/actuator/redis-pool", "/actuator/breakers",
			"/actuator/resilience", "/actuator/health", "/actuator/metrics/resilience.pool.acquire.p95");

	private final List<Footprint> footprints = new ArrayList<>();

	private final StringBuilder report = new StringBuilder(
			"""
					| round | borrows | timed out | calls | rejected | heap | threads | classes | file descriptors | connections |
					| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
					""");

	static Stream<CallerThreads> threads() {
		return CallerThreads.available();
	}

	@ParameterizedTest
	@MethodSource("threads")
	void nothingIsLeftBehind(CallerThreads threads) throws Exception {
		try (FaultyServer server = new FaultyServer(); TestApplication application = start(server)) {
			Borrows borrows = new Borrows(application.bean(HikariDataSource.class));
			GuardedCalls calls = new GuardedCalls(application);
			for (int round = 1; round <= ROUNDS; round++) {
				traffic(new Crowd(threads), application, borrows, calls);
				borrows.recover();
				assertAllIsGivenBack(application, calls);
				this.footprints.add(Footprint.take());
				report(round, borrows, calls, connections(application));
			}
		}
		String name = threads.name().toLowerCase(Locale.ROOT);
		logger.info("Java %d, %s threads\n%s".formatted(Runtime.version().feature(), name, this.report));
		Files.writeString(Path.of("target", "endurance-" + name + ".md"), this.report);
		assertFlat("heap", Footprint::heap, HEAP_TOLERANCE);
		assertFlat("threads", Footprint::threads, THREADS_TOLERANCE);
		assertFlat("classes", Footprint::classes, CLASSES_TOLERANCE);
		assertFlat("file descriptors", Footprint::files, FILES_TOLERANCE);
	}

	private static TestApplication start(FaultyServer server) {
		String[] servers = Stream.of(TestServers.postgres().properties(), TestServers.redis().properties())
			.flatMap(Stream::of)
			.toArray(String[]::new);
		return TestApplication.start(EnduranceApplication.class, servers, "resilience.db.pool-size=" + POOL_SIZE,
				"resilience.db.max-overflow=0", "resilience.db.pool-timeout=250ms",
				"resilience.db.slow-hold-threshold=100ms", "resilience.db.leak-threshold=200ms",
				"resilience.breaker.open-for=1ms", "resilience.services.shop.base-url=" + server.url(),
				"resilience.services.stock.base-url=http://" + EnduranceApplication.IN_MEMORY,
				"logging.level.io.resiliencestarter=error", "logging.level.io.resiliencestarter.endurance=info");
	}

	private static void traffic(Crowd crowd, TestApplication application, Borrows borrows, GuardedCalls calls)
			throws InterruptedException {
		StringRedisTemplate redis = application.bean(StringRedisTemplate.class);
		int visits = ROUNDS * VISITS;
		for (int visit = 0; visit < VISITS; visit++) {
			String key = "endurance:" + visit;
			crowd.add(() -> borrows.make(BORROWS / visits));
			crowd.add(() -> calls.make(CALLS / visits));
			crowd.add(() -> use(redis, key, BORROWS / 10 / visits));
			if (visit % (VISITS / DRAINS) == 0) {
				crowd.add(borrows::drain);
				crowd.add(() -> LOOKS.forEach((path) -> look(application, path)));
			}
		}
		assertThat(crowd.goHome()).isEmpty();
	}

	/**
	 * Look at an endpoint, which may well say that the application is not healthy.
	 */
	private static void look(TestApplication application, String path) {
		application.client()
			.get()
			.uri(path)
			.retrieve()
			.onStatus((status) -> status.value() == 503, (request, response) -> {
			})
			.toEntity(String.class);
	}

	private static void use(StringRedisTemplate redis, String key, int count) {
		redis.opsForValue().set(key, "0");
		for (int i = 1; i < count; i++) {
			redis.opsForValue().increment(key);
		}
	}

	/**
	 * No connection is in use, nobody waits, and no breaker has lost a permit: then it
	 * would not close any more, and had not been told of each call.
	 */
	private static void assertAllIsGivenBack(TestApplication application, GuardedCalls calls) {
		for (String pool : List.of("/actuator/db-pool/dataSource", "/actuator/redis-pool/redisConnectionFactory")) {
			await().pollDelay(Duration.ZERO).untilAsserted(() -> {
				JsonNode shown = application.get(pool);
				assertThat(shown.at("/connections/active").asInt(-1)).as(pool).isZero();
				assertThat(shown.at("/connections/waiting").asInt(-1)).as(pool).isZero();
				assertThat(shown.at("/holders")).as(pool).isEmpty();
				assertThat(shown.at("/waiters")).as(pool).isEmpty();
			});
		}
		for (Dependency dependency : calls.dependencies()) {
			String breaker = "/actuator/breakers/" + dependency.name();
			await().pollDelay(Duration.ZERO).until(() -> {
				dependency.attempt();
				return application.get(breaker).at("/state").asString().equals("closed");
			});
			JsonNode counts = application.get(breaker).at("/calls");
			assertThat(counts.at("/successful").asLong() + counts.at("/failed").asLong()).as(breaker)
				.isEqualTo(dependency.made());
		}
	}

	private static int connections(TestApplication application) {
		HikariDataSource dataSource = application.bean(HikariDataSource.class);
		await().pollDelay(Duration.ZERO)
			.until(() -> dataSource.getHikariPoolMXBean().getTotalConnections() == POOL_SIZE);
		return dataSource.getHikariPoolMXBean().getTotalConnections();
	}

	private void report(int round, Borrows borrows, GuardedCalls calls, int connections) throws IOException {
		Footprint footprint = this.footprints.get(round - 1);
		this.report.append("| %d | %d | %d | %d | %d | %.2f MB | %d | %d | %d | %d |\n".formatted(round, borrows.made(),
				borrows.timedOut(), calls.made(), calls.rejected(), footprint.heap() / 1e6, footprint.threads(),
				footprint.classes(), footprint.files(), connections));
	}

	/**
	 * Compare the middle of the last three with that of the first three after the
	 * warm-up.
	 */
	private void assertFlat(String what, ToLongFunction<Footprint> value, long tolerance) {
		assertThat(median(value, ROUNDS - 3)).as("%s:\n%s", what, this.report)
			.isLessThanOrEqualTo(median(value, WARM_UP - 1) + tolerance);
	}

	private long median(ToLongFunction<Footprint> value, int from) {
		return this.footprints.subList(from, from + 3)
			.stream()
			.mapToLong(value)
			.sorted()
			.skip(1)
			.findFirst()
			.orElseThrow();
	}

}
