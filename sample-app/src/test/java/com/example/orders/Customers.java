package com.example.orders;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.SocketException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * Customers who use the application until it accepts no more connections, each request on
 * a connection of its own.
 */
final class Customers {

	private static final int OK = 200;

	private static final int NO_SUCCESS = 300;

	private final URL application;

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final List<Future<?>> visitors = new ArrayList<>();

	private final AtomicInteger answered = new AtomicInteger();

	private final Queue<String> failed = new ConcurrentLinkedQueue<>();

	Customers(int port) throws IOException {
		this.application = URI.create("http://localhost:" + port).toURL();
	}

	/**
	 * Come, and read and place orders without a pause.
	 */
	void come(int count) {
		for (int i = 0; i < count; i++) {
			this.visitors.add(this.executor.submit(this::visit));
		}
	}

	private void visit() {
		boolean open = true;
		while (open) {
			open = ask("POST", "/orders") && ask("GET", "/orders");
		}
	}

	/**
	 * Wait until all have found the application closed.
	 */
	void goHome() throws Exception {
		for (Future<?> visitor : this.visitors) {
			visitor.get(10, TimeUnit.SECONDS);
		}
		this.executor.shutdown();
	}

	void switchService(String name, String mode) {
		ask("POST", "/downstream/%s/%s".formatted(name, mode));
	}

	void rush(int customers) {
		ask("POST", "/rush?customers=" + customers);
	}

	/**
	 * Have the first order drawn, which takes long enough to be seen under way.
	 */
	Visit drawSlowly() throws InterruptedException, ExecutionException {
		ask("POST", "/orders");
		Future<?> answer = this.executor.submit(() -> ask("POST", "/orders/1/draw"));
		try {
			answer.get(1, TimeUnit.SECONDS);
			throw new IllegalStateException("Drawn at once");
		}
		catch (TimeoutException ex) {
			return answer::isDone;
		}
	}

	/**
	 * Return how many requests were answered with success.
	 */
	int answered() {
		return this.answered.get();
	}

	/**
	 * Return what went wrong, other than that a connection was not accepted.
	 */
	List<String> failed() {
		return List.copyOf(this.failed);
	}

	/**
	 * Send a request.
	 * @return whether the application is open
	 */
	private boolean ask(String method, String path) {
		try {
			HttpURLConnection connection = (HttpURLConnection) URI.create(this.application + path)
				.toURL()
				.openConnection();
			connection.setRequestMethod(method);
			connection.setRequestProperty("Connection", "close");
			if (path.equals("/orders") && method.equals("POST")) {
				send(connection, "{\"customer\": \"ada\", \"diagram\": \"bridge\"}");
			}
			int status = connection.getResponseCode();
			if (status < OK || status >= NO_SUCCESS) {
				this.failed.add("%s %s: %d %s".formatted(method, path, status, body(connection.getErrorStream())));
			}
			else {
				body(connection.getInputStream());
				this.answered.incrementAndGet();
			}
			return true;
		}
		catch (SocketException ex) {
			// Refused, or reset while it waited to be accepted
			return false;
		}
		catch (IOException ex) {
			this.failed.add(path + ": " + ex);
			return true;
		}
	}

	private static String body(@Nullable InputStream answer) throws IOException {
		try (InputStream body = (answer != null) ? answer : InputStream.nullInputStream()) {
			return new String(body.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	private static void send(HttpURLConnection connection, String body) throws IOException {
		connection.setDoOutput(true);
		connection.setRequestProperty("Content-Type", "application/json");
		try (OutputStream output = connection.getOutputStream()) {
			output.write(body.getBytes(StandardCharsets.UTF_8));
		}
	}

	/**
	 * A request under way.
	 */
	interface Visit {

		boolean isAnswered();

	}

}
