package io.resiliencestarter.db;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A PgBouncer in front of a PostgreSQL, where it is installed.
 */
final class PgBouncer implements AutoCloseable {

	private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");

	private final int port;

	private final Process process;

	private PgBouncer(int port, Process process) {
		this.port = port;
		this.process = process;
	}

	static boolean isInstalled() {
		return Files.isExecutable(PROGRAM);
	}

	/**
	 * Start it.
	 * @param server the port of the server
	 * @param folder where its configuration goes
	 * @param settings its settings, as {@code key = value}
	 * @return the pooler, which accepts connections
	 * @throws IOException if it does not start
	 */
	static PgBouncer start(int server, Path folder, String... settings) throws IOException {
		int port = freePort();
		List<String> lines = new ArrayList<>(
				List.of("[databases]", "* = host=127.0.0.1 port=%d user=postgres".formatted(server), "[pgbouncer]",
						"listen_addr = 127.0.0.1", "listen_port = " + port, "unix_socket_dir =", "auth_type = any",
						"ignore_startup_parameters = extra_float_digits,options"));
		lines.addAll(List.of(settings));
		Path configuration = Files.write(folder.resolve("pgbouncer.ini"), lines);
		List<String> command = new ArrayList<>(List.of(PROGRAM.toString(), configuration.toString()));
		if (System.getProperty("user.name").equals("root")) {
			// Which it refuses to run as
			Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
			command.addAll(1, List.of("-u", "nobody"));
		}
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(folder.resolve("pgbouncer.log").toFile())
			.start();
		PgBouncer pooler = new PgBouncer(port, process);
		await().until(pooler::accepts);
		return pooler;
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private boolean accepts() {
		assertThat(this.process.isAlive()).isTrue();
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port));
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	int port() {
		return this.port;
	}

	@Override
	public void close() throws IOException {
		this.process.destroy();
		try {
			assertThat(this.process.waitFor(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
