package com.example.orders;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The application as a process of its own, ended in every way.
 */
class OrdersProcessIT {

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path temporaryFolder;

	@TempDir
	@SuppressWarnings("NullAway.Init")
	private Path logs;

	private final List<Process> started = new ArrayList<>();

	@AfterEach
	void endAll() {
		this.started.forEach(Process::destroyForcibly);
		servers().forEach(ProcessHandle::destroyForcibly);
		await().until(() -> servers().isEmpty());
	}

	@Test
	void nothingIsLeftAfterSigterm() throws Exception {
		Process application = startApplication();
		assertThat(servers()).hasSize(2);
		application.destroy();
		assertThat(application.waitFor(20, TimeUnit.SECONDS)).isTrue();
		assertThat(application.exitValue()).isZero();
		assertNothingIsLeft();
	}

	/**
	 * Tomcat counts what it has accepted, the callers count what they were answered.
	 */
	@Test
	void everyRequestThatWasAcceptedIsAnsweredAfterSigterm() throws Exception {
		Path accessLog = this.logs.resolve("access");
		Process application = startApplication("--management.server.port=0", "--server.tomcat.accesslog.enabled=true",
				"--server.tomcat.accesslog.directory=" + accessLog, "--server.tomcat.accesslog.buffered=false",
				"--server.tomcat.accesslog.pattern=%U", "--orders.traffic.enabled=false");
		List<Integer> ports = ports();
		Customers customers = new Customers(ports.get(0));
		customers.switchService("ai-service", "slow");
		customers.come(8);
		await().until(() -> customers.answered() > 50);
		Customers.Visit slow = customers.drawSlowly();

		application.destroy();
		await().until(() -> isOutOfService(ports.get(1)));
		assertThat(slow.isAnswered()).as("readiness is off before requests under way have ended").isFalse();
		assertThat(application.waitFor(20, TimeUnit.SECONDS)).isTrue();
		assertThat(application.exitValue()).isZero();
		customers.goHome();
		assertThat(slow.isAnswered()).isTrue();
		assertThat(customers.failed()).isEmpty();
		try (Stream<Path> files = Files.list(accessLog)) {
			assertThat(Files.readAllLines(files.findFirst().orElseThrow())).hasSize(customers.answered());
		}
		assertNothingIsLeft();
	}

	@Test
	void secondSigtermEndsTheWait() throws Exception {
		Process application = startApplication("--orders.traffic.enabled=false",
				"--spring.lifecycle.timeout-per-shutdown-phase=60s",
				"--resilience.services.ai-service.read-timeout=60s");
		Customers customers = new Customers(ports().get(0));
		customers.switchService("ai-service", "hanging");
		customers.rush(3);
		customers.drawSlowly();
		application.destroy();
		await().until(() -> log().contains("Commencing graceful shutdown"));
		application.destroy();
		assertThat(application.waitFor(10, TimeUnit.SECONDS)).isTrue();
		assertThat(application.exitValue()).isZero();
		assertThat(log()).contains("Terminated again")
			.containsPattern("Pool 'dataSource': closed although connections are in use: 3, .*DownstreamClient");
		assertNothingIsLeft();
	}

	@Test
	void nextStartRemovesWhatAKillLeftAndNothingElse() throws Exception {
		Process alive = startApplication();
		List<ProcessHandle> itsServers = servers();
		Process killed = startApplication();
		killed.destroyForcibly().waitFor();
		List<ProcessHandle> orphans = servers();
		orphans.removeAll(itsServers);
		assertThat(orphans).hasSize(2);

		startApplication();
		assertThat(orphans).noneMatch(ProcessHandle::isAlive);
		assertThat(itsServers).allMatch(ProcessHandle::isAlive);
		assertThat(alive.isAlive()).isTrue();
		assertThat(runFolders()).hasSize(2);
	}

	@Test
	void replicasShareConnectionsAndEndWithTheFirst() throws Exception {
		Process application = launch("--spring.profiles.active=replicas", "--orders.replicas=2",
				"--orders.traffic.enabled=false", "--resilience.budget.heartbeat=200ms");
		await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
			List<Integer> ports = ports();
			assertThat(ports).hasSize(2);
			assertThat(ports).allSatisfy((port) -> assertThat(budget(port)).contains("\"mode\":\"shared\"",
					"\"total\":36", "\"instances\":2"));
		});
		List<ProcessHandle> replicas = application.children()
			.filter((child) -> child.info().command().filter((path) -> path.endsWith("java")).isPresent())
			.toList();
		assertThat(replicas).hasSize(1);
		application.destroyForcibly().waitFor();
		await().atMost(Duration.ofSeconds(20)).until(() -> replicas.stream().noneMatch(ProcessHandle::isAlive));
	}

	private List<Integer> ports() throws IOException {
		return Pattern.compile("Tomcat started on port (\\d+)")
			.matcher(log())
			.results()
			.map((result) -> Integer.valueOf(result.group(1)))
			.toList();
	}

	private static String budget(int port) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://localhost:%d/actuator/db-pool/dataSource".formatted(port)))
			.build();
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
	}

	@Test
	void failedStartSaysWhyAndLeavesNothing() throws Exception {
		Process application = launch("--resilience.db.pool-size=0");
		assertThat(application.waitFor(30, TimeUnit.SECONDS)).isTrue();
		assertThat(application.exitValue()).isEqualTo(1);
		assertThat(log()).contains("APPLICATION FAILED TO START", "Set 'resilience.db.pool-size' to")
			.doesNotContain("\tat ");
		assertNothingIsLeft();
	}

	private static boolean isOutOfService(int port) throws InterruptedException {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://localhost:%d/actuator/health/readiness".formatted(port)))
			.build();
		try {
			return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).statusCode() == 503;
		}
		catch (IOException ex) {
			return true;
		}
	}

	private Process startApplication(String... arguments) throws IOException {
		Process process = launch(arguments);
		await().atMost(Duration.ofSeconds(40))
			.untilAsserted(() -> assertThat(log()).contains("Started OrdersApplication"));
		return process;
	}

	private Process launch(String... arguments) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-Djava.io.tmpdir=" + this.temporaryFolder, "-cp", System.getProperty("java.class.path"),
						OrdersApplication.class.getName(), "--server.port=0"));
		command.addAll(List.of(arguments));
		File log = Files.createFile(logFile(this.started.size() + 1)).toFile();
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
		this.started.add(process);
		return process;
	}

	private String log() throws IOException {
		return Files.readString(logFile(this.started.size()));
	}

	private Path logFile(int number) {
		return this.logs.resolve("application-" + number + ".log");
	}

	private void assertNothingIsLeft() {
		assertThat(servers()).isEmpty();
		assertThat(runFolders()).isEmpty();
	}

	/**
	 * PostgreSQL and Redis; not the processes that PostgreSQL starts and ends itself.
	 */
	private List<ProcessHandle> servers() {
		return ProcessHandle.allProcesses()
			.filter((process) -> isServer(process) && process.parent().filter(this::isServer).isEmpty())
			.collect(Collectors.toCollection(ArrayList::new));
	}

	private boolean isServer(ProcessHandle process) {
		return process.info().command().filter((path) -> path.contains(this.temporaryFolder.toString())).isPresent();
	}

	private List<Path> runFolders() {
		try (Stream<Path> children = Files.list(this.temporaryFolder)) {
			return children.filter((child) -> child.getFileName().toString().startsWith("orders-sample-")).toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
