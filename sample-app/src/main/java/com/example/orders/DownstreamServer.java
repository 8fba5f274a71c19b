package com.example.orders;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

/**
 * One of the services that orders calls: a real HTTP server whose behaviour can be
 * switched. A service that refuses has really closed its port, and opens the same one
 * later.
 */
class DownstreamServer {

	private final Executor executor;

	private final int port;

	private final Queue<HttpExchange> unanswered = new ConcurrentLinkedQueue<>();

	private @Nullable HttpServer server;

	private volatile DownstreamMode mode = DownstreamMode.HEALTHY;

	DownstreamServer(Executor executor) {
		this.executor = executor;
		this.server = listen(0);
		this.port = this.server.getAddress().getPort();
	}

	String url() {
		return "http://localhost:" + this.port;
	}

	DownstreamMode mode() {
		return this.mode;
	}

	synchronized void switchTo(DownstreamMode mode) {
		if (mode == DownstreamMode.REFUSING) {
			close();
		}
		else if (this.server == null) {
			this.server = listen(this.port);
		}
		this.mode = mode;
		answerLate();
	}

	private void answerLate() {
		for (HttpExchange exchange = this.unanswered.poll(); exchange != null; exchange = this.unanswered.poll()) {
			answer(exchange, 204);
		}
	}

	synchronized void close() {
		if (this.server != null) {
			this.server.stop(0);
			this.server = null;
		}
	}

	private HttpServer listen(int port) {
		try {
			HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
			server.createContext("/", this::handle);
			server.setExecutor(this.executor);
			server.start();
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Port %d cannot be opened".formatted(port), ex);
		}
	}

	private void handle(HttpExchange exchange) throws IOException {
		exchange.getRequestBody().readAllBytes();
		switch (this.mode) {
			case SLOW -> CompletableFuture.delayedExecutor(3, TimeUnit.SECONDS, this.executor)
				.execute(() -> answer(exchange, 204));
			case HANGING -> this.unanswered.add(exchange);
			case FAILING -> answer(exchange, 500);
			default -> answer(exchange, 204);
		}
	}

	private static void answer(HttpExchange exchange, int status) {
		try (exchange) {
			exchange.sendResponseHeaders(status, -1);
		}
		catch (IOException ex) {
			// the caller has gone
		}
	}

}
