package io.resiliencestarter.benchmarks;

import java.io.IOException;
import java.net.ServerSocket;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import redis.embedded.RedisServer;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Reads a small value from a Redis on this machine.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init")
public class RedisBenchmark {

	static final String LARGE = "large";

	private static final String SMALL = "small";

	private static final int LARGE_BYTES = 10 * 1024 * 1024;

	/**
	 * The way to Redis.
	 */
	@Param
	public RedisVariant variant;

	private RedisServer server;

	private ConfigurableApplicationContext context;

	private StringRedisTemplate redis;

	/**
	 * Start the server and the application.
	 * @throws IOException not expected
	 */
	@Setup
	public void start() throws IOException {
		int port = freePort();
		this.server = RedisServer.newRedisServer().port(port).setting("save \"\"").build();
		this.server.start();
		this.context = RedisApplication.start(port, this.variant.properties());
		this.redis = this.context.getBean(StringRedisTemplate.class);
		this.redis.opsForValue().set(SMALL, "value");
		this.redis.opsForValue().set(LARGE, "v".repeat(LARGE_BYTES));
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	StringRedisTemplate redis() {
		return this.redis;
	}

	/**
	 * Stop both.
	 * @throws IOException not expected
	 */
	@TearDown
	public void stop() throws IOException {
		this.context.close();
		this.server.stop();
	}

	/**
	 * Read the small value.
	 * @return the value
	 */
	@Benchmark
	public @Nullable String get() {
		return this.redis.opsForValue().get(SMALL);
	}

	/**
	 * Read the small value while another thread reads a large one again and again.
	 * @param reader the other thread
	 * @return the value
	 */
	@Benchmark
	public @Nullable String getBesideLargeValues(LargeReader reader) {
		return get();
	}

}
