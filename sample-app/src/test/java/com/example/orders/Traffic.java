package com.example.orders;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Requests of each kind to the application, some two hundred in a second, each on a
 * connection of its own, and what became of them.
 */
final class Traffic {

	private static final int THREADS = 12;

	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private static final int TIMEOUT_MILLIS = 30_000;

	private final String application;

	private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

	private final AtomicLong customers = new AtomicLong();

	private final Set<String> placed = ConcurrentHashMap.newKeySet();

	private final Map<Kind, Long> lastFailures = new ConcurrentHashMap<>();

	private final Map<Kind, Long> lastSuccesses = new ConcurrentHashMap<>();

	private volatile Tally tally = new Tally();

	private volatile boolean on = true;

	Traffic(int port) {
		this.application = "http://127.0.0.1:" + port;
		for (int i = 0; i < THREADS; i++) {
			this.threads.execute(this::run);
		}
	}

	private void run() {
		Kind[] kinds = Kind.values();
		for (int i = 0; this.on; i++) {
			request(kinds[i % kinds.length]);
			LockSupport.parkNanos(PAUSE_NANOS);
		}
	}

	private void request(Kind kind) {
		Tally noted = this.tally;
		String customer = "customer-" + this.customers.incrementAndGet();
		long start = System.nanoTime();
		try {
			int status = (kind == Kind.PLACE)
					? send("POST", kind.path, "{\"customer\": \"%s\", \"diagram\": \"bridge\"}".formatted(customer))
					: send(kind.method, kind.path, null);
			if (status < 300) {
				this.lastSuccesses.put(kind, start);
				if (kind == Kind.PLACE) {
					this.placed.add(customer);
				}
			}
			else {
				this.lastFailures.put(kind, System.nanoTime());
				noted.failures.incrementAndGet();
			}
		}
		catch (IOException ex) {
			this.lastFailures.put(kind, System.nanoTime());
			noted.unanswered.add(kind + ": " + ex);
		}
		long nanos = System.nanoTime() - start;
		noted.requests.incrementAndGet();
		noted.slowest.accumulateAndGet(nanos, Math::max);
		if (nanos > kind.bound.toNanos()) {
			noted.late.add("%s: %d ms".formatted(kind, TimeUnit.NANOSECONDS.toMillis(nanos)));
		}
	}

	/**
	 * Begin to count anew. Requests under way count where they began.
	 */
	Tally begin() {
		Tally before = this.tally;
		this.tally = new Tally();
		return before;
	}

	/**
	 * Return whether requests of each kind that began after a time have succeeded, and
	 * none has failed later.
	 */
	boolean isFine(long sinceNanos, Set<Kind> kinds) {
		return kinds.stream().allMatch((kind) -> {
			Long success = this.lastSuccesses.get(kind);
			Long failure = this.lastFailures.get(kind);
			return success != null && success - sinceNanos > 0 && (failure == null || success - failure > 0);
		});
	}

	/**
	 * Return the customers who were told that their order is placed.
	 */
	List<String> placed() {
		return new ArrayList<>(this.placed);
	}

	void switchService(String mode) throws IOException {
		send("POST", "/downstream/ai-service/" + mode, null);
	}

	String get(String path) throws IOException {
		HttpURLConnection connection = open("GET", path);
		try (InputStream body = connection.getInputStream()) {
			return new String(body.readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	private int send(String method, String path, @Nullable String body) throws IOException {
		HttpURLConnection connection = open(method, path);
		if (body != null) {
			connection.setDoOutput(true);
			connection.setRequestProperty("Content-Type", "application/json");
			try (OutputStream output = connection.getOutputStream()) {
				output.write(body.getBytes(StandardCharsets.UTF_8));
			}
		}
		int status = connection.getResponseCode();
		try (InputStream answer = (status < 400) ? connection.getInputStream() : connection.getErrorStream()) {
			if (answer != null) {
				answer.readAllBytes();
			}
		}
		return status;
	}

	private HttpURLConnection open(String method, String path) throws IOException {
		HttpURLConnection connection = (HttpURLConnection) URI.create(this.application + path).toURL().openConnection();
		connection.setRequestMethod(method);
		connection.setRequestProperty("Connection", "close");
		connection.setConnectTimeout(TIMEOUT_MILLIS);
		connection.setReadTimeout(TIMEOUT_MILLIS);
		return connection;
	}

	/**
	 * Let nobody come any more.
	 */
	void stop() throws InterruptedException {
		this.on = false;
		this.threads.shutdown();
		this.threads.awaitTermination(60, TimeUnit.SECONDS);
	}

	/**
	 * A kind of request, and how long it may take: the time-outs of all that it waits for
	 * one after the other, and a second more. A connection takes 2 s at most, a statement
	 * 1 s, Redis 1 s, the service 1 s.
	 */
	enum Kind {

		PLACE("POST", "/orders", 4),

		LIST("GET", "/orders", 4),

		READ("GET", "/orders/1", 5),

		DRAW("POST", "/orders/1/draw", 9);

		private final String method;

		private final String path;

		private final Duration bound;

		Kind(String method, String path, int seconds) {
			this.method = method;
			this.path = path;
			this.bound = Duration.ofSeconds(seconds);
		}

		static Set<Kind> all() {
			return EnumSet.allOf(Kind.class);
		}

	}

	/**
	 * What became of the requests of a time.
	 */
	static final class Tally {

		private final AtomicLong requests = new AtomicLong();

		private final AtomicLong failures = new AtomicLong();

		private final AtomicLong slowest = new AtomicLong();

		private final Queue<String> late = new ConcurrentLinkedQueue<>();

		private final Queue<String> unanswered = new ConcurrentLinkedQueue<>();

		long requests() {
			return this.requests.get();
		}

		long failures() {
			return this.failures.get();
		}

		long slowestMillis() {
			return TimeUnit.NANOSECONDS.toMillis(this.slowest.get());
		}

		List<String> late() {
			return List.copyOf(this.late);
		}

		List<String> unanswered() {
			return List.copyOf(this.unanswered);
		}

	}

}
