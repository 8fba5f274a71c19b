package com.example.orders;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.example.orders.Fault.Part;
import com.example.orders.Traffic.Kind;
import com.example.orders.Traffic.Tally;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The application under load, in a process of its own, while what it depends on fails,
 * one after the other and two at a time. By default a few faults that a seed chooses;
 * {@code -Pfaults} has them all, and writes the table of the report.
 */
class FaultsIT {

	private static final Log logger = LogFactory.getLog(FaultsIT.class);

	private static final boolean ALL = Boolean.getBoolean("faults.all");

	private static final String ONLY = System.getProperty("faults.only", "");

	private static final int PAIRS = Integer.getInteger("faults.pairs", ALL ? 20 : 1);

	private static final long SEED = Long.getLong("faults.seed", System.nanoTime());

	private static final Duration LASTS = Duration.ofSeconds(4);

	/**
	 * HikariCP itself pauses for up to five seconds between two attempts to connect.
	 */
	private static final Duration RECOVERY = Duration.ofSeconds(6);

	private static final Map<Part, String> POOLS = Map.of(Part.POSTGRES, "/actuator/db-pool/dataSource", Part.REDIS,
			"/actuator/redis-pool/redisConnectionFactory");

	private static final JsonMapper JSON = new JsonMapper();

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private static Path folder;

	@SuppressWarnings("NullAway.Init")
	private static FaultyServers servers;

	@SuppressWarnings("NullAway.Init")
	private static Process application;

	@SuppressWarnings("NullAway.Init")
	private static Traffic traffic;

	private final List<String> report = new ArrayList<>();

	@BeforeAll
	static void start() throws Exception {
		servers = new FaultyServers(folder);
		File log = folder.resolve("application.log").toFile();
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						System.getProperty("java.class.path"), OrdersApplication.class.getName(), "--server.port=0",
						"--orders.traffic.enabled=false", "--resilience.db.pool-timeout=2s",
						"--resilience.db.socket-timeout=1s", "--resilience.db.connect-timeout=1s",
						"--resilience.db.breaker.open-for=2s", "--resilience.redis.pool-timeout=500ms",
						"--resilience.redis.socket-timeout=500ms", "--resilience.redis.connect-timeout=500ms",
						"--resilience.breaker.open-for=2s", "--resilience.services.ai-service.read-timeout=1s"));
		command.addAll(servers.properties());
		application = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
		await().atMost(Duration.ofSeconds(60))
			.until(() -> !application.isAlive()
					|| Files.readString(log.toPath()).contains("Started OrdersApplication"));
		assertThat(application.isAlive()).as(Files.readString(log.toPath())).isTrue();
		Matcher port = Pattern.compile("Tomcat started on port (\\d+)").matcher(Files.readString(log.toPath()));
		assertThat(port.find()).isTrue();
		traffic = new Traffic(Integer.parseInt(port.group(1)));
	}

	/**
	 * Also after a start that has failed half-way.
	 */
	@AfterAll
	static void stop() throws Exception {
		if (traffic != null) {
			traffic.stop();
		}
		if (application != null) {
			application.destroy();
			application.waitFor(30, TimeUnit.SECONDS);
		}
		if (servers != null) {
			servers.close();
		}
	}

	@Test
	void everyRequestIsAnsweredInTimeAndAllIsWellAfterEachFault() throws Exception {
		logger.info("Seed, for -Dfaults.seed: " + SEED);
		await().atMost(Duration.ofSeconds(30))
			.until(() -> traffic.isFine(System.nanoTime() - 1_000_000_000L, Kind.all()));
		long threads = threads();
		List<String> failures = new ArrayList<>();
		for (List<Fault> faults : chosen(new Random(SEED))) {
			failures.addAll(outcome(faults, threads));
		}
		traffic.stop();
		failures.addAll(leaks());
		String table = "| fault | requests | errors | slowest | recovery |\n| --- | --- | --- | --- | --- |\n"
				+ String.join("\n", this.report);
		logger.info("\n" + table);
		Files.writeString(Path.of("target", "faults.md"), table + "\n");
		assertThat(failures).as("seed %d", SEED).isEmpty();
	}

	private static List<List<Fault>> chosen(Random random) {
		List<Fault> all = new ArrayList<>(Arrays.asList(Fault.values()));
		List<List<Fault>> chosen = new ArrayList<>();
		if (!ONLY.isEmpty()) {
			chosen.add(Arrays.stream(ONLY.split(",")).map(Fault::valueOf).toList());
			return chosen;
		}
		if (ALL) {
			all.forEach((fault) -> chosen.add(List.of(fault)));
		}
		else {
			Collections.shuffle(all, random);
			for (Part part : Part.values()) {
				all.stream().filter((fault) -> fault.part() == part).findFirst().map(List::of).ifPresent(chosen::add);
			}
		}
		for (int i = 0; i < PAIRS; i++) {
			Collections.shuffle(all, random);
			Fault second = all.stream().filter((fault) -> fault.part() != all.get(0).part()).findFirst().orElseThrow();
			chosen.add(List.of(all.get(0), second));
		}
		return chosen;
	}

	private List<String> outcome(List<Fault> faults, long threads) throws Exception {
		String name = faults.stream().map(Fault::label).collect(Collectors.joining(" and "));
		List<String> failures = new ArrayList<>();
		if (!becomes(FaultsIT::isCalm)) {
			failures.add("the verdict on what was before stays");
		}
		traffic.begin();
		for (Fault fault : faults) {
			fault.begin(servers, traffic);
		}
		long begun = System.nanoTime();
		for (Fault fault : faults) {
			if (!fault.cause().isEmpty() && !becomes(() -> fault.cause().equals(cause(fault.part())))) {
				failures.add("verdict is '%s' instead of %s".formatted(cause(fault.part()), fault.cause()));
			}
		}
		if (callsFailingService(faults) && !becomes(() -> isOpen("ai-service"))) {
			failures.add("the breaker of the service is not open");
		}
		await().until(() -> System.nanoTime() - begun > LASTS.toNanos());
		if (!traffic.get("/actuator/health/liveness").contains("UP")) {
			failures.add("liveness is not UP");
		}
		for (Fault fault : faults) {
			fault.end(servers, traffic);
		}
		long ended = System.nanoTime();
		boolean fine = becomes(() -> traffic.isFine(ended, Kind.all()) && isClosed(Part.POSTGRES)
				&& isClosed(Part.REDIS) && !isOpen("ai-service"));
		long recovery = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - ended);
		Tally tally = traffic.begin();
		if (!fine || recovery > RECOVERY.toMillis()) {
			failures.add("recovery took %d ms".formatted(recovery));
		}
		if (!becomes(() -> threads() <= threads + 20)) {
			failures.add("%d threads, were %d".formatted(threads(), threads));
		}
		failures.addAll(tally.late());
		failures.addAll(tally.unanswered());
		this.report.add("| %s | %d | %d | %d ms | %d ms |".formatted(name, tally.requests(), tally.failures(),
				tally.slowestMillis(), recovery));
		logger.info(this.report.get(this.report.size() - 1) + " " + failures);
		return failures.stream().map((failure) -> name + ": " + failure).toList();
	}

	/**
	 * Who wants a drawing needs the database before the service.
	 */
	private static boolean callsFailingService(List<Fault> faults) {
		List<Part> parts = faults.stream().map(Fault::part).toList();
		return parts.contains(Part.SERVICE) && !parts.contains(Part.POSTGRES);
	}

	/**
	 * Look at what is left once nobody comes any more.
	 */
	private static List<String> leaks() throws Exception {
		List<String> failures = new ArrayList<>();
		for (String pool : POOLS.values()) {
			if (!becomes(() -> get(pool).at("/connections/active").asInt() == 0 && get(pool).at("/holders").isEmpty()
					&& get(pool).at("/waiters").isEmpty())) {
				failures.add("%s: %s".formatted(pool, get(pool).at("/connections")));
			}
		}
		if (servers.postgresConnections() > 30 || servers.redisClients() > 50) {
			failures.add("%d connections to PostgreSQL, %d to Redis".formatted(servers.postgresConnections(),
					servers.redisClients()));
		}
		Map<String, Integer> orders = servers.orders();
		orders.forEach((customer, count) -> {
			if (count > 1) {
				failures.add("the order of %s was placed %d times".formatted(customer, count));
			}
		});
		assertThat(traffic.placed()).isNotEmpty();
		traffic.placed()
			.stream()
			.filter((customer) -> !orders.containsKey(customer))
			.forEach((customer) -> failures.add("the order of %s is lost".formatted(customer)));
		return failures;
	}

	private static boolean becomes(Callable<Boolean> condition) {
		try {
			await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(15)).until(condition);
			return true;
		}
		catch (ConditionTimeoutException ex) {
			return false;
		}
	}

	private static String cause(Part part) throws IOException {
		return get(String.valueOf(POOLS.get(part))).at("/verdict/cause").asString();
	}

	private static boolean isCalm() throws IOException {
		return cause(Part.POSTGRES).equals("none") && cause(Part.REDIS).equals("none") && !isOpen("ai-service");
	}

	private static boolean isClosed(Part part) throws IOException {
		return get(String.valueOf(POOLS.get(part))).at("/breaker/state").asString().equals("closed");
	}

	private static boolean isOpen(String breaker) throws IOException {
		return get("/actuator/breakers/" + breaker).at("/state").asString().contains("open");
	}

	private static long threads() throws IOException {
		return get("/actuator/metrics/jvm.threads.live").at("/measurements/0/value").asLong();
	}

	private static JsonNode get(String path) throws IOException {
		return JSON.readTree(traffic.get(path));
	}

}
