package com.example.orders;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What a Prometheus sees of the running application.
 */
class ObservabilityIT {

	private static final Duration WAIT = Duration.ofSeconds(40);

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	private static final Pattern TYPE = Pattern.compile("^# TYPE (resilience\\w+) ", Pattern.MULTILINE);

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private static Path folder;

	@SuppressWarnings("NullAway.Init")
	private static Process application;

	private static int port;

	@BeforeAll
	static void startApplication() throws IOException {
		Path log = folder.resolve("application.log");
		application = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + folder, "-cp", System.getProperty("java.class.path"),
				OrdersApplication.class.getName(), "--server.port=0", "--resilience.budget.mode=static")
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		await().atMost(WAIT)
			.untilAsserted(() -> assertThat(Files.readString(log)).contains("Started OrdersApplication"));
		Matcher started = PORT.matcher(Files.readString(log));
		assertThat(started.find()).isTrue();
		port = Integer.parseInt(started.group(1));
	}

	@AfterAll
	static void stopApplication() throws InterruptedException {
		application.destroy();
		assertThat(application.waitFor(20, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void eachPanelHasData(@TempDir Path data) throws Exception {
		assumeTrue(Prometheus.isInstalled(), "prometheus and promtool are not installed");
		assertThat(post("/rush?customers=5")).isEqualTo(202);
		try (Prometheus prometheus = Prometheus.start(port, ObservabilityDocs.RULES, data)) {
			for (String expression : ObservabilityDocs.expressions()) {
				String query = expression.replaceAll("\\$(job|instance|pool)", ".+").replace("$__rate_interval", "10s");
				assertThat(query).doesNotContain("$");
				await().atMost(WAIT)
					.untilAsserted(
							() -> assertThat(prometheus.query(query)).as(query).anyMatch((value) -> !value.isNaN()));
			}
			assertThat(prometheus.rules().valueStream()).hasSize(7).allSatisfy((rule) -> {
				assertThat(rule.at("/health").asString()).as(rule.toString()).isNotEqualTo("err");
				assertThat(rule.at("/state").asString()).as(rule.toString()).isNotEqualTo("firing");
			});
		}
	}

	@Test
	void eachMeterIsDocumented() throws Exception {
		Set<String> meters = JsonMapper.shared()
			.readTree(get("/actuator/metrics"))
			.at("/names")
			.valueStream()
			.map((name) -> name.asString())
			.filter((name) -> name.startsWith("resilience"))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(meters).isEqualTo(ObservabilityDocs.meters());
		Set<String> metrics = TYPE.matcher(get("/actuator/prometheus"))
			.results()
			.map((type) -> type.group(1).replaceFirst("_seconds_max$", "_seconds"))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(metrics).isEqualTo(ObservabilityDocs.metrics());
	}

	private static String get(String path) throws IOException, InterruptedException {
		return CLIENT.send(request(path).build(), HttpResponse.BodyHandlers.ofString()).body();
	}

	private static int post(String path) throws IOException, InterruptedException {
		return CLIENT
			.send(request(path).POST(HttpRequest.BodyPublishers.noBody()).build(),
					HttpResponse.BodyHandlers.discarding())
			.statusCode();
	}

	private static HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
	}

}
