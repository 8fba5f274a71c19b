package com.example.orders;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import redis.embedded.core.ExecutableProvider;

import static org.awaitility.Awaitility.await;

/**
 * A PostgreSQL and a Redis, both behind a link, that can be made to fail.
 */
final class FaultyServers implements AutoCloseable {

	private final RunFolder folder;

	private final LocalPostgres postgres;

	private final int postgresPort;

	private final int redisPort;

	private final File redisBinary;

	private Process redis;

	private Socket onlyClient = new Socket();

	private final FaultyLink toPostgres;

	private final FaultyLink toRedis;

	FaultyServers(Path parent) throws IOException, SQLException {
		this.folder = RunFolder.create(parent);
		this.redisPort = freePort();
		this.redisBinary = ExecutableProvider.newJarResourceProvider(this.folder.path().toFile()).get();
		this.redis = launchRedis();
		this.postgres = LocalPostgres.start(this.folder);
		// As any server that is not made for tests: what is committed outlives a kill
		this.postgres.execute("ALTER ROLE %s SET synchronous_commit = on".formatted(LocalPostgres.ROLE));
		URI url = URI.create(String.valueOf(this.postgres.properties().get("spring.datasource.url")).substring(5));
		this.postgresPort = url.getPort();
		this.toPostgres = new FaultyLink(this.postgresPort);
		this.toRedis = new FaultyLink(this.redisPort);
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	List<String> properties() {
		return List.of(
				"--spring.datasource.url=jdbc:postgresql://127.0.0.1:%d/orders".formatted(this.toPostgres.port()),
				"--spring.datasource.username=orders", "--spring.datasource.password=orders",
				"--spring.data.redis.host=127.0.0.1", "--spring.data.redis.port=" + this.toRedis.port());
	}

	FaultyLink toPostgres() {
		return this.toPostgres;
	}

	FaultyLink toRedis() {
		return this.toRedis;
	}

	void killPostgres() throws IOException {
		for (ProcessHandle process : postgresProcesses()) {
			process.destroyForcibly();
		}
		this.postgres.shutDown();
	}

	void restartPostgres() throws IOException {
		this.postgres.shutDown();
		this.postgres.startAgain();
	}

	void startPostgresAgain() throws IOException {
		this.postgres.startAgain();
	}

	void signalPostgres(String signal) throws Exception {
		for (ProcessHandle process : postgresProcesses()) {
			signal(signal, process);
		}
	}

	private List<ProcessHandle> postgresProcesses() throws IOException {
		String pid = Files.readAllLines(this.folder.path().resolve("postgres-data/postmaster.pid")).get(0);
		ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
		List<ProcessHandle> processes = new ArrayList<>(List.of(postmaster));
		processes.addAll(postmaster.children().toList());
		return processes;
	}

	private static void signal(String signal, ProcessHandle process) throws Exception {
		new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor();
	}

	/**
	 * Do something as the administrator, and close the connections of the application, so
	 * that it counts for all of them.
	 */
	void executeAndCloseAll(String sql) throws SQLException {
		this.postgres.execute(sql, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '%s'"
			.formatted(LocalPostgres.ROLE));
	}

	void executeAsAdministrator(String sql) throws SQLException {
		this.postgres.execute(sql);
	}

	void killRedis() throws Exception {
		this.redis.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
	}

	void startRedisAgain() throws IOException {
		this.redis = launchRedis();
	}

	void signalRedis(String signal) throws Exception {
		signal(signal, this.redis.toHandle());
	}

	private Process launchRedis() throws IOException {
		Process process = new ProcessBuilder(this.redisBinary.getPath(), "--bind", "127.0.0.1", "--port",
				String.valueOf(this.redisPort), "--dir", this.folder.path().toString(), "--save", "")
			.redirectErrorStream(true)
			.redirectOutput(this.folder.log("redis").toFile())
			.start();
		await().until(() -> redis("PING").contains("PONG"));
		return process;
	}

	/**
	 * Send commands to Redis on a connection beside the link.
	 * @return what it answers to all of them
	 */
	String redis(String... commands) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.redisPort)) {
			write(socket, commands);
			write(socket, "QUIT");
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	/**
	 * Take the only place that is left.
	 */
	void fillRedis() throws IOException {
		this.onlyClient = new Socket(InetAddress.getLoopbackAddress(), this.redisPort);
		write(this.onlyClient, "CONFIG SET maxclients 1", "CLIENT KILL TYPE normal");
	}

	void emptyRedis() throws IOException {
		try (Socket client = this.onlyClient) {
			write(client, "CONFIG SET maxclients 1000", "QUIT");
			client.getInputStream().readAllBytes();
		}
	}

	private static void write(Socket socket, String... commands) throws IOException {
		socket.setSoTimeout(2000);
		socket.getOutputStream().write((String.join("\r\n", commands) + "\r\n").getBytes(StandardCharsets.US_ASCII));
	}

	int redisClients() {
		return (int) redis("CLIENT LIST").lines()
			.filter((line) -> line.startsWith("id=") && !line.contains(" cmd=client"))
			.count();
	}

	/**
	 * Count the connections of the application to PostgreSQL.
	 */
	int postgresConnections() throws SQLException {
		try (Connection connection = connect();
				Statement statement = connection.createStatement();
				ResultSet result = statement
					.executeQuery("SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'orders/%'")) {
			result.next();
			return result.getInt(1);
		}
	}

	/**
	 * Return who has orders.
	 * @return how many orders each customer has
	 */
	Map<String, Integer> orders() throws SQLException {
		Map<String, Integer> orders = new HashMap<>();
		try (Connection connection = connect();
				Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery("SELECT customer, count(*) FROM orders GROUP BY customer")) {
			while (result.next()) {
				orders.put(result.getString(1), result.getInt(2));
			}
		}
		return orders;
	}

	private Connection connect() throws SQLException {
		return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:%d/orders".formatted(this.postgresPort),
				"postgres", "postgres");
	}

	@Override
	public void close() throws IOException {
		this.toPostgres.close();
		this.toRedis.close();
		this.folder.close();
	}

}
