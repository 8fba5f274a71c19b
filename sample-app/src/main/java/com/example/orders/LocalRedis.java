package com.example.orders;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import redis.embedded.core.ExecutableProvider;

/**
 * A Redis server from a Maven artifact, detached from the terminal: Ctrl-C must not end
 * it before the application. {@link RunFolder} ends it.
 */
final class LocalRedis {

	private static final String HOST = "127.0.0.1";

	private LocalRedis() {
	}

	/**
	 * Start the server.
	 * @param folder where its binary goes
	 * @return the properties that lead the application there
	 */
	static Map<String, Object> start(RunFolder folder) {
		try {
			int port = freePort();
			launch(folder, port);
			awaitConnection(port);
			return Map.of("spring.data.redis.host", HOST, "spring.data.redis.port", port);
		}
		catch (IOException | InterruptedException | RuntimeException ex) {
			throw new LocalServersException("Redis did not start: " + folder.logTail("redis").orElse(ex.getMessage()),
					"Start the application with --spring.data.redis.host=<host> to use a server of your own.", ex);
		}
	}

	private static void launch(RunFolder folder, int port) throws IOException, InterruptedException {
		File binary = ExecutableProvider.newJarResourceProvider(folder.path().toFile()).get();
		String log = folder.log("redis").toString();
		int exitCode = new ProcessBuilder(binary.getPath(), "--bind", HOST, "--port", String.valueOf(port), "--dir",
				folder.path().toString(), "--save", "", "--logfile", log, "--daemonize", "yes")
			.redirectErrorStream(true)
			.redirectOutput(new File(log))
			.start()
			.waitFor();
		if (exitCode != 0) {
			throw new IOException("exit code " + exitCode);
		}
	}

	private static void awaitConnection(int port) throws IOException, InterruptedException {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
		while (!accepts(port)) {
			if (System.nanoTime() > end) {
				throw new IOException("no answer within 10 s");
			}
			TimeUnit.MILLISECONDS.sleep(20);
		}
	}

	private static boolean accepts(int port) {
		try {
			new Socket(InetAddress.getLoopbackAddress(), port).close();
			return true;
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
