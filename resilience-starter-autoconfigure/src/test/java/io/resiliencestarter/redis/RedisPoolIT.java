package io.resiliencestarter.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.resiliencestarter.TestApplication;
import io.resiliencestarter.testing.TestServers;
import io.resiliencestarter.testing.TestServers.RedisAddress;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;

import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.web.client.HttpClientErrorException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The pool under load on a real Redis, seen through the real endpoint.
 */
@Timeout(60)
class RedisPoolIT {

	private static final RedisAddress SERVER = TestServers.redis();

	private static RedisClient observer;

	private static StatefulRedisConnection<String, String> observerConnection;

	private static TestApplication application;

	private static StringRedisTemplate redis;

	@BeforeAll
	static void start() {
		observer = RedisClient.create(RedisURI.create(SERVER.host(), SERVER.port()));
		observerConnection = observer.connect();
		application = TestApplication.start(SERVER.properties(), "spring.data.redis.client-name=load",
				"resilience.redis.pool-timeout=30s");
		redis = application.bean(StringRedisTemplate.class);
	}

	@AfterAll
	static void stop() {
		application.close();
		observerConnection.close();
		observer.shutdown();
	}

	@ParameterizedTest
	@ValueSource(ints = { 25, 50, 75 })
	void servesConcurrentOperationsWithoutOpeningMoreThanTheMaximum(int operations) throws Exception {
		int served = Math.min(operations, 50);
		CountDownLatch borrowed = new CountDownLatch(served);
		CountDownLatch release = new CountDownLatch(1);
		ExecutorService executor = Executors.newFixedThreadPool(operations);
		try {
			List<Future<Boolean>> results = new ArrayList<>();
			for (int i = 0; i < operations; i++) {
				String key = "key-" + i;
				results.add(executor.submit(() -> hold(key, borrowed, release)));
			}
			assertThat(borrowed.await(20, TimeUnit.SECONDS)).isTrue();
			await().untilAsserted(
					() -> assertThat(pool().at("/connections/waiting").asInt()).isEqualTo(operations - served));
			assertThat(pool().at("/connections/active").asInt()).isEqualTo(served);
			assertThat(clients("load")).isBetween(served, 50);
			release.countDown();
			for (Future<Boolean> result : results) {
				assertThat(result.get(20, TimeUnit.SECONDS)).isTrue();
			}
		}
		finally {
			release.countDown();
			executor.shutdownNow();
		}
		await().untilAsserted(() -> assertThat(pool().at("/connections/active").asInt()).isZero());
		assertThat(clients("load")).isLessThanOrEqualTo(50).isEqualTo(pool().at("/connections/total").asInt());
	}

	@Test
	void oneCapHoldsForAllKindsOfUse() {
		try (TestApplication small = start("mixed", "resilience.redis.max-connections=4",
				"resilience.redis.pool-timeout=10s")) {
			RedisConnectionFactory factory = small.bean(RedisConnectionFactory.class);
			RedisConnection transaction = factory.getConnection();
			transaction.multi();
			RedisMessageListenerContainer subscriptions = subscribe(factory);
			ReactiveStringRedisTemplate reactive = small.bean(ReactiveStringRedisTemplate.class);
			List<String> values = Flux.range(0, 200)
				.flatMap((number) -> reactive.opsForValue()
					.set("mixed-" + number, "value-" + number)
					.then(reactive.opsForValue().get("mixed-" + number)), 64)
				.collectList()
				.block(Duration.ofSeconds(20));
			assertThat(values).hasSize(200);
			assertThat(small.get("/actuator/redis-pool/redisConnectionFactory").at("/connections/max").asInt())
				.isEqualTo(4);
			assertThat(clients("mixed")).isBetween(3, 4);
			transaction.discard();
			transaction.close();
			subscriptions.stop();
		}
	}

	@Test
	void connectionsAreKeptWhileCallersWait() throws Exception {
		try (TestApplication small = start("contended", "resilience.redis.max-connections=5",
				"resilience.redis.pool-timeout=20s")) {
			StringRedisTemplate template = small.bean(StringRedisTemplate.class);
			ExecutorService executor = Executors.newFixedThreadPool(20);
			try {
				List<Future<?>> callers = new ArrayList<>();
				for (int i = 0; i < 20; i++) {
					callers.add(executor.submit(() -> {
						for (int call = 0; call < 200; call++) {
							template.opsForValue().get("contended");
						}
					}));
				}
				for (Future<?> caller : callers) {
					caller.get(30, TimeUnit.SECONDS);
				}
			}
			finally {
				executor.shutdownNow();
			}
			JsonNode pool = small.get("/actuator/redis-pool/redisConnectionFactory");
			assertThat(pool.at("/connections/created").asInt()).isBetween(1, 5);
			assertThat(pool.at("/connections/destroyed").asInt()).isZero();
		}
	}

	@Test
	void idleConnectionsOfOneKindMakeRoomForAnother() throws Exception {
		try (TestApplication small = start("room", "resilience.redis.max-connections=2",
				"resilience.redis.pool-timeout=2s")) {
			RedisConnectionFactory factory = small.bean(RedisConnectionFactory.class);
			try (RedisConnection one = factory.getConnection(); RedisConnection two = factory.getConnection()) {
				one.ping();
				two.ping();
			}
			ReactiveStringRedisTemplate reactive = small.bean(ReactiveStringRedisTemplate.class);
			reactive.opsForValue().set("room", "made").block(Duration.ofSeconds(5));
			JsonNode pool = small.get("/actuator/redis-pool/redisConnectionFactory");
			assertThat(pool.at("/connections/total").asInt()).isBetween(1, 2);
			await().untilAsserted(() -> assertThat(clients("room")).isBetween(1, 2));
		}
	}

	@Test
	void closingTheContextSendsWaitingCallersAway() throws Exception {
		TestApplication closing = start("waiting", "resilience.redis.max-connections=1",
				"resilience.redis.pool-timeout=50s", "resilience.shutdown.drain-timeout=0");
		closing.bean(RedisConnectionFactory.class).getConnection().multi();
		StringRedisTemplate template = closing.bean(StringRedisTemplate.class);
		ExecutorService executor = Executors.newFixedThreadPool(2);
		try {
			List<Future<String>> callers = List.of(executor.submit(() -> template.opsForValue().get("waiting")),
					executor.submit(() -> template.opsForValue().get("waiting")));
			await().untilAsserted(() -> assertThat(
					closing.get("/actuator/redis-pool/redisConnectionFactory").at("/connections/waiting").asInt())
				.isEqualTo(2));
			closing.close();
			for (Future<String> caller : callers) {
				assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> caller.get(10, TimeUnit.SECONDS))
					.withCauseInstanceOf(RedisConnectionFailureException.class);
			}
		}
		finally {
			executor.shutdownNow();
		}
		await().untilAsserted(() -> assertThat(clients("waiting")).isZero());
	}

	@Test
	void connectionLeftInTransactionIsCleanForTheNext() {
		try (TestApplication small = start("multi", "resilience.redis.max-connections=1")) {
			RedisConnectionFactory factory = small.bean(RedisConnectionFactory.class);
			RedisConnection careless = factory.getConnection();
			careless.multi();
			careless.close();
			StringRedisTemplate template = small.bean(StringRedisTemplate.class);
			template.opsForValue().set("after", "multi");
			assertThat(template.opsForValue().get("after")).isEqualTo("multi");
		}
	}

	@Test
	void callerDoesNotWaitLongerThanThePoolTimeout() {
		try (TestApplication small = start("dry", "resilience.redis.max-connections=1",
				"resilience.redis.pool-timeout=200ms")) {
			RedisConnection holder = small.bean(RedisConnectionFactory.class).getConnection();
			holder.multi();
			long start = System.nanoTime();
			assertThatExceptionOfType(RedisConnectionFailureException.class)
				.isThrownBy(() -> small.bean(StringRedisTemplate.class).opsForValue().get("dry"));
			assertThatExceptionOfType(RedisConnectionFailureException.class)
				.isThrownBy(() -> small.bean(ReactiveStringRedisTemplate.class).opsForValue().get("dry").block());
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(400),
					Duration.ofSeconds(3));
			holder.discard();
			holder.close();
			assertThat(small.bean(StringRedisTemplate.class).opsForValue().get("dry")).isNull();
		}
	}

	@Test
	void closingTheContextLeavesNoConnection() {
		TestApplication closing = start("closing");
		closing.bean(StringRedisTemplate.class).opsForValue().set("closing", "soon");
		assertThat(clients("closing")).isPositive();
		closing.close();
		await().untilAsserted(() -> assertThat(clients("closing")).isZero());
	}

	@Test
	void startsWhileRedisIsDown() {
		try (TestApplication lonely = TestApplication
			.start(new String[] { "spring.data.redis.host=127.0.0.1", "spring.data.redis.port=1" })) {
			JsonNode endpoint = lonely.get("/actuator/redis-pool");
			assertThat(endpoint.at("/status").asString()).isEqualTo("not-started");
			assertThatExceptionOfType(RedisConnectionFailureException.class)
				.isThrownBy(() -> lonely.bean(StringRedisTemplate.class).opsForValue().get("key"));
			assertThat(lonely.get("/actuator/redis-pool/redisConnectionFactory").at("/connections/active").asInt())
				.isZero();
		}
	}

	@Test
	void sharedConnectionServesAllCommands() {
		try (TestApplication shared = start("shared", "resilience.redis.shared-connection=true")) {
			StringRedisTemplate template = shared.bean(StringRedisTemplate.class);
			for (int i = 0; i < 20; i++) {
				template.opsForValue().set("shared", "value");
			}
			JsonNode pool = shared.get("/actuator/redis-pool/redisConnectionFactory");
			assertThat(pool.at("/connectionMode").asString()).isEqualTo("shared");
			assertThat(clients("shared")).isEqualTo(1);
		}
	}

	@Test
	void showsWhatItIs() {
		redis.opsForValue().set("shown", "value");
		JsonNode pool = pool();
		assertThat(pool.at("/topology").asString()).isEqualTo("standalone");
		assertThat(pool.at("/connectionMode").asString()).isEqualTo("pooled");
		assertThat(pool.at("/status").asString()).isEqualTo("healthy");
		assertThat(pool.at("/connections/created").asInt()).isPositive();
		assertThat(pool.at("/settings/maxConnections").toString())
			.isEqualTo("{\"value\":50,\"origin\":\"resilience.redis.max-connections (default)\"}");
		assertThat(application.get("/actuator/health/redisPool").at("/status").asString()).isEqualTo("UP");
		application.get("/actuator/metrics/resilience.pool.max?tag=pool:redisConnectionFactory&tag=kind:redis");
		assertThatExceptionOfType(HttpClientErrorException.NotFound.class)
			.isThrownBy(() -> application.get("/actuator/redis-pool/unknown"));
	}

	private static boolean hold(String key, CountDownLatch borrowed, CountDownLatch release) {
		return Boolean.TRUE.equals(redis.execute((RedisConnection connection) -> {
			connection.stringCommands().set(key.getBytes(StandardCharsets.UTF_8), key.getBytes(StandardCharsets.UTF_8));
			borrowed.countDown();
			try {
				return release.await(20, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return false;
			}
		}));
	}

	private static RedisMessageListenerContainer subscribe(RedisConnectionFactory factory) {
		RedisMessageListenerContainer container = new RedisMessageListenerContainer();
		container.setConnectionFactory(factory);
		container.addMessageListener((message, pattern) -> {
		}, new ChannelTopic("mixed"));
		container.afterPropertiesSet();
		container.start();
		return container;
	}

	private static TestApplication start(String clientName, String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add("spring.data.redis.client-name=" + clientName);
		return TestApplication.start(SERVER.properties(), all.toArray(String[]::new));
	}

	private static JsonNode pool() {
		return application.get("/actuator/redis-pool/redisConnectionFactory");
	}

	private static int clients(String name) {
		return (int) observerConnection.sync()
			.clientList()
			.lines()
			.filter((line) -> line.contains(" name=" + name + " "))
			.count();
	}

}
