package com.example.orders;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A Prometheus that scrapes one application once a second, where it is installed.
 */
final class Prometheus implements AutoCloseable {

	private final HttpClient client = HttpClient.newHttpClient();

	private final int port;

	private final Process process;

	private Prometheus(int port, Process process) {
		this.port = port;
		this.process = process;
	}

	static boolean isInstalled() {
		try {
			return run("promtool", "--version").waitFor() == 0 && run("prometheus", "--version").waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * Run a tool of Prometheus.
	 * @param command the command
	 * @return the process, whose output nobody has to read
	 * @throws IOException if there is no such tool
	 */
	private static Process run(String... command) throws IOException {
		return new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
	}

	/**
	 * Have rules checked.
	 * @param log where the output goes
	 * @param command the command of promtool
	 * @return the output
	 */
	static String promtool(Path log, String... command) throws IOException, InterruptedException {
		ProcessBuilder builder = new ProcessBuilder("promtool");
		builder.command().addAll(List.of(command));
		Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
		assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
		String output = Files.readString(log);
		assertThat(process.exitValue()).as(output).isZero();
		return output;
	}

	/**
	 * Start it.
	 * @param application the port of the application
	 * @param rules the rules to evaluate
	 * @param folder where its data goes
	 * @return a server that may not answer yet
	 * @throws IOException if it does not start
	 */
	static Prometheus start(int application, Path rules, Path folder) throws IOException {
		Path configuration = Files.writeString(folder.resolve("prometheus.yml"), """
				global:
				  scrape_interval: 1s
				rule_files:
				  - %s
				scrape_configs:
				  - job_name: orders
				    metrics_path: /actuator/prometheus
				    static_configs:
				      - targets: ["localhost:%d"]
				""".formatted(rules.toRealPath(), application));
		int port = freePort();
		Process process = new ProcessBuilder("prometheus", "--config.file=" + configuration,
				"--storage.tsdb.path=" + folder.resolve("data"), "--web.listen-address=127.0.0.1:" + port)
			.redirectErrorStream(true)
			.redirectOutput(folder.resolve("prometheus.log").toFile())
			.start();
		return new Prometheus(port, process);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	/**
	 * Evaluate an expression now.
	 * @param expression the expression
	 * @return the values of all series, none while it does not answer
	 */
	List<Double> query(String expression) throws InterruptedException {
		try {
			JsonNode answer = get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
			assertThat(answer.at("/status").asString()).as(expression + ": " + answer).isEqualTo("success");
			return answer.at("/data/result")
				.valueStream()
				.map((series) -> Double.valueOf(series.at("/value/1").asString().replace("Inf", "Infinity")))
				.toList();
		}
		catch (IOException ex) {
			assertThat(this.process.isAlive()).as("Prometheus runs").isTrue();
			return List.of();
		}
	}

	/**
	 * Return the rules that it evaluates.
	 */
	JsonNode rules() throws IOException, InterruptedException {
		return get("/api/v1/rules").at("/data/groups/0/rules");
	}

	private JsonNode get(String path) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path)).build();
		return JsonMapper.shared().readTree(this.client.send(request, HttpResponse.BodyHandlers.ofString()).body());
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
