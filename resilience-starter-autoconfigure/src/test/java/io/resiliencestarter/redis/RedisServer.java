package io.resiliencestarter.redis;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.resiliencestarter.testing.TestServers.RedisAddress;
import redis.embedded.core.ExecutableProvider;

import static org.awaitility.Awaitility.await;

/**
 * A Redis of a test's own, which it can make fail. What it holds is lost when it ends.
 */
final class RedisServer implements AutoCloseable {

	private static final String HOST = "127.0.0.1";

	private final List<String> command;

	private final int port;

	private Process process;

	private RedisServer(List<String> command, int port) {
		this.command = command;
		this.port = port;
		this.process = launch();
		Runtime.getRuntime().addShutdownHook(new Thread(() -> this.process.destroyForcibly()));
	}

	/**
	 * Start a server on a free port.
	 * @param arguments more arguments, such as {@code --maxclients} and {@code 20}
	 * @return the server, which answers
	 */
	static RedisServer start(String... arguments) {
		try {
			File folder = Files.createTempDirectory("redis").toFile();
			File binary = ExecutableProvider.newJarResourceProvider(folder).get();
			int port = freePort();
			List<String> command = new ArrayList<>(List.of(binary.getPath(), "--bind", HOST, "--port",
					String.valueOf(port), "--dir", folder.getPath(), "--save", ""));
			command.addAll(List.of(arguments));
			RedisServer server = new RedisServer(command, port);
			server.awaitAnswer();
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	RedisAddress address() {
		return new RedisAddress(HOST, this.port);
	}

	/**
	 * Stop the server in an orderly way, so that it closes its connections.
	 */
	void stop() {
		resume();
		this.process.destroy();
		awaitEnd();
	}

	/**
	 * End the server at once.
	 */
	void kill() {
		this.process.destroyForcibly();
		awaitEnd();
	}

	/**
	 * Let the server hang: it accepts connections, but does not answer.
	 */
	void suspend() {
		signal("STOP");
	}

	/**
	 * Let the server go on.
	 */
	void resume() {
		signal("CONT");
	}

	/**
	 * Start the server on its port again, once it has ended.
	 */
	void restart() {
		this.process = launch();
		awaitAnswer();
	}

	@Override
	public void close() {
		kill();
	}

	private Process launch() {
		try {
			return new ProcessBuilder(this.command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void signal(String name) {
		if (!this.process.isAlive()) {
			return;
		}
		try {
			int code = new ProcessBuilder("kill", "-" + name, String.valueOf(this.process.pid())).start().waitFor();
			if (code != 0) {
				throw new IllegalStateException("kill -" + name + " ended with " + code);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void awaitEnd() {
		try {
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				throw new IllegalStateException("Redis does not end");
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void awaitAnswer() {
		await().pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(10))
			.atMost(Duration.ofSeconds(20))
			.until(this::answers);
	}

	/**
	 * An error, that it wants a password for example, is an answer too.
	 */
	private boolean answers() {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			socket.setSoTimeout(1000);
			socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
			String answer = new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
			return answer.length() == 5 && !answer.startsWith("-LOAD");
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

}
