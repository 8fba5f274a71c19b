package io.resiliencestarter.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * An HTTP server that can be made to fail, also for a single request, whose query then is
 * the name of the answer, and that can die and come back on its port.
 */
public final class FaultyServer implements AutoCloseable {

	static {
		System.setProperty("sun.net.httpserver.nodelay", "true");
	}

	private static final int LENGTH = 1000;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final CountDownLatch closed = new CountDownLatch(1);

	private final AtomicInteger requests = new AtomicInteger();

	private final AtomicLong received = new AtomicLong();

	private HttpServer server;

	private volatile Answer answer = Answer.OK;

	public FaultyServer() {
		this.server = start(0);
	}

	private HttpServer start(int port) {
		try {
			HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
			started.createContext("/", this::handle);
			started.setExecutor(this.threads);
			started.start();
			return started;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public String url() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	public int requests() {
		return this.requests.get();
	}

	long received() {
		return this.received.get();
	}

	public void answer(Answer next) {
		this.answer = next;
	}

	void die() {
		this.server.stop(0);
	}

	void comeBack() {
		this.server = start(this.server.getAddress().getPort());
	}

	private void handle(HttpExchange exchange) throws IOException {
		this.requests.incrementAndGet();
		try (exchange) {
			count(exchange.getRequestBody());
			answer(exchange);
		}
	}

	private void count(InputStream body) throws IOException {
		byte[] buffer = new byte[65536];
		for (int count = body.read(buffer); count != -1; count = body.read(buffer)) {
			this.received.addAndGet(count);
		}
	}

	private void answer(HttpExchange exchange) throws IOException {
		String wanted = exchange.getRequestURI().getQuery();
		switch ((wanted != null) ? Answer.valueOf(wanted) : this.answer) {
			case OK -> send(exchange, 200, LENGTH);
			case NOT_FOUND -> send(exchange, 404, LENGTH);
			case TOO_MANY_REQUESTS -> send(exchange, 429, LENGTH);
			case UNAVAILABLE -> {
				exchange.getResponseHeaders().set("Retry-After", "120");
				send(exchange, 503, LENGTH);
			}
			case ERROR -> send(exchange, 500, LENGTH);
			case TRUNCATED -> send(exchange, 200, LENGTH / 2);
			case STALLED -> {
				send(exchange, 200, LENGTH / 2);
				awaitClose();
			}
			case SILENT -> awaitClose();
		}
	}

	private void send(HttpExchange exchange, int status, int length) throws IOException {
		boolean hasBody = !exchange.getRequestMethod().equals("HEAD");
		exchange.sendResponseHeaders(status, hasBody ? LENGTH : -1);
		if (hasBody) {
			exchange.getResponseBody().write("x".repeat(length).getBytes(StandardCharsets.US_ASCII));
			exchange.getResponseBody().flush();
		}
	}

	private void awaitClose() {
		try {
			this.closed.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		this.closed.countDown();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	/**
	 * How the server answers.
	 */
	public enum Answer {

		OK, NOT_FOUND, TOO_MANY_REQUESTS, ERROR,

		/**
		 * Asks to be left alone for two minutes.
		 */
		UNAVAILABLE,

		/**
		 * Ends in the middle of the body.
		 */
		TRUNCATED,

		/**
		 * Hangs in the middle of the body.
		 */
		STALLED,

		/**
		 * Hangs before the headers.
		 */
		SILENT

	}

}
