package io.resiliencestarter.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.api.sync.RedisServerCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.resiliencestarter.breaker.Breaker;
import io.resiliencestarter.breaker.Breakers;
import io.resiliencestarter.breaker.RejectedByBreaker;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A Redis that dies, hangs and comes back, seen by its callers.
 */
@Timeout(60)
class RedisOutageIT {

	private static final Log logger = LogFactory.getLog(RedisOutageIT.class);

	private static final RedisServer SERVER = RedisServer.start();

	private static final String[] SHORT = { "socket-timeout=1s", "connect-timeout=1s", "pool-timeout=3s",
			"max-connections=8" };

	private static final Duration LONG = Duration.ofSeconds(20);

	private static RedisClient client;

	private static StatefulRedisConnection<String, String> observer;

	@BeforeAll
	static void warmUp() {
		client = RedisClient.create(RedisURI.create(SERVER.address().host(), SERVER.address().port()));
		observer = client.connect();
		RedisContexts.of(SERVER)
			.run((context) -> context.getBean(StringRedisTemplate.class).opsForValue().set("key", "value"));
	}

	@AfterEach
	void bringBack() {
		SERVER.resume();
	}

	@AfterAll
	static void stop() {
		observer.close();
		client.shutdown();
		SERVER.close();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void deadServerCostsMicrosecondsAndIsFoundWhenItComesBack(boolean shared) {
		RedisContexts.of(SERVER, SHORT)
			.withPropertyValues("resilience.redis.shared-connection=" + shared)
			.run((context) -> {
				StringRedisTemplate redis = context.getBean(StringRedisTemplate.class);
				redis.opsForValue().set("key", "value");
				SERVER.kill();
				awaitOpen(context, redis);
				await().untilAsserted(() -> {
					assertThat(RedisContexts.pool(context).status()).isEqualTo("down");
					assertThatExceptionOfType(RedisConnectionFailureException.class)
						.isThrownBy(() -> redis.opsForValue().get("key"));
					assertThat(RedisContexts.pool(context).verdict().cause()).isEqualTo("database-down");
				});
				assertThatExceptionOfType(RedisConnectionFailureException.class)
					.isThrownBy(() -> redis.opsForValue().get("key"))
					.isInstanceOf(RejectedByBreaker.class)
					.withMessageContaining("circuit breaker 'redis.redisConnectionFactory' is open, next try in");
				assertThat(medianOfRejected(() -> redis.opsForValue().get("key"))).isLessThan(Duration.ofMillis(1));
				ReactiveStringRedisTemplate reactive = context.getBean(ReactiveStringRedisTemplate.class);
				assertThat(medianOfRejected(() -> reactive.opsForValue().get("key").block()))
					.isLessThan(Duration.ofMillis(2));
				SERVER.restart();
				long back = System.nanoTime();
				awaitServed(() -> redis.opsForValue().set("key", "again"));
				Duration recovery = Duration.ofNanos(System.nanoTime() - back);
				logger.info("Recovered " + recovery.toMillis() + " ms after the server was back, shared: " + shared);
				assertThat(recovery).isLessThan(Duration.ofSeconds(4));
				await().untilAsserted(() -> {
					assertThat(redis.opsForValue().get("key")).isEqualTo("again");
					assertThat(RedisContexts.breaker(context)).isEqualTo("closed");
				});
				assertThat(reactive.opsForValue().get("key").block()).isEqualTo("again");
			});
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void coldCallersOfHangingServerDoNotQueueUp(boolean shared) {
		RedisContexts
			.of(SERVER, "socket-timeout=1s", "connect-timeout=1s", "max-connections=8", "shared-connection=" + shared)
			.run((context) -> {
				SERVER.suspend();
				long start = System.nanoTime();
				List<Future<String>> calls = callAtOnce(8,
						() -> context.getBean(StringRedisTemplate.class).opsForValue().get("key"));
				for (Future<String> call : calls) {
					assertThat(call).failsWithin(LONG);
				}
				assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
			});
	}

	@Test
	void hangingServerOpensTheBreaker() {
		RedisContexts.of(SERVER, SHORT).run((context) -> {
			StringRedisTemplate redis = context.getBean(StringRedisTemplate.class);
			redis.opsForValue().set("key", "value");
			SERVER.suspend();
			awaitOpen(context, redis);
			SERVER.resume();
			awaitServed(() -> assertThat(redis.opsForValue().get("key")).isEqualTo("value"));
		});
	}

	@Test
	void commandThatReadsIsRepeatedOnFreshConnectionAndOneThatWritesIsNot() {
		RedisContexts.of(SERVER, "socket-timeout=2s", "connect-timeout=2s").run((context) -> {
			StringRedisTemplate redis = context.getBean(StringRedisTemplate.class);
			redis.opsForValue().set("read", "value");
			redis.delete("written");
			openThreeConnections(context.getBean(RedisConnectionFactory.class));
			SERVER.suspend();
			Future<Long> write = callAtOnce(1, () -> redis.opsForValue().increment("written")).get(0);
			assertThat(write).failsWithin(LONG).withThrowableThat().withCauseInstanceOf(QueryTimeoutException.class);
			Future<String> read = callAtOnce(1, () -> redis.opsForValue().get("read")).get(0);
			Breaker breaker = Objects
				.requireNonNull(context.getBean(Breakers.class).find("redis.redisConnectionFactory"));
			await().until(() -> breaker.failuresInARow() == 2);
			SERVER.resume();
			assertThat(read).succeedsWithin(LONG).isEqualTo("value");
			assertThat(redis.opsForValue().get("written")).isEqualTo("1");
			assertThat(RedisContexts.pool(context).connections().active()).isZero();
		});
	}

	@Test
	void blockingCommandThatTimedOutSwallowsNothing() {
		RedisContexts.of(SERVER, "socket-timeout=500ms", "max-connections=1").run((context) -> {
			StringRedisTemplate redis = context.getBean(StringRedisTemplate.class);
			for (int i = 0; i < 5; i++) {
				assertThatExceptionOfType(QueryTimeoutException.class)
					.isThrownBy(() -> redis.opsForList().leftPop("queue", Duration.ofSeconds(20)));
				redis.opsForList().rightPush("queue", "element");
				assertThat(redis.opsForList().leftPop("queue")).isEqualTo("element");
			}
			assertThat(RedisContexts.breaker(context)).as("an empty queue is no failure").isEqualTo("closed");
		});
	}

	@Test
	void exhaustedPoolAndWrongTypesDoNotOpenTheBreaker() {
		RedisContexts.of(SERVER, "pool-timeout=10ms", "max-connections=1").run((context) -> {
			StringRedisTemplate redis = context.getBean(StringRedisTemplate.class);
			redis.opsForList().rightPush("list", "element");
			for (int i = 0; i < 6; i++) {
				assertThatExceptionOfType(RedisSystemException.class)
					.isThrownBy(() -> redis.opsForValue().increment("list"));
			}
			redis.execute((RedisCallback<@Nullable Object>) (connection) -> {
				connection.ping();
				for (int i = 0; i < 6; i++) {
					assertThatExceptionOfType(RedisConnectionFailureException.class)
						.isThrownBy(() -> redis.opsForValue().get("key"))
						.withMessageContaining("no connection within 10 ms (1/1 active")
						.withMessageContaining("Longest holder: " + Thread.currentThread().getName());
				}
				return null;
			});
			assertThat(RedisContexts.breaker(context)).isEqualTo("closed");
			assertThat(RedisContexts.pool(context).acquire().timeouts()).isEqualTo(6);
		});
	}

	@Test
	void killedClientsAreReplaced() {
		RedisContexts.of(SERVER, SHORT).run((context) -> {
			StringRedisTemplate redis = context.getBean(StringRedisTemplate.class);
			callAtOnce(8, () -> redis.opsForValue().get("key"))
				.forEach((call) -> assertThat(call).succeedsWithin(LONG));
			killClients();
			awaitServed(() -> redis.opsForValue().set("key", "value"));
			for (int i = 0; i < 20; i++) {
				assertThat(redis.opsForValue().get("key")).isEqualTo("value");
			}
		});
	}

	@Test
	void callersThatAreInterruptedWhileTheyConnectLeaveNoConnectionBehind() {
		RedisContexts.of(SERVER, "connect-timeout=20s")
			.withPropertyValues("spring.data.redis.client-name=interrupted")
			.run((context) -> {
				RedisConnectionFactory factory = context.getBean(RedisConnectionFactory.class);
				SERVER.suspend();
				for (Consumer<RedisConnection> use : interruptedUses()) {
					Thread caller = new Thread(() -> {
						try (RedisConnection connection = factory.getConnection()) {
							use.accept(connection);
						}
						catch (DataAccessException ex) {
							// it was interrupted
						}
					});
					caller.start();
					await().until(() -> RedisContexts.pool(context).connections().total() == 1);
					await().until(() -> caller.getState() == Thread.State.WAITING);
					caller.interrupt();
					caller.join();
				}
				assertThat(RedisContexts.pool(context).connections().total()).isZero();
				SERVER.resume();
				await().during(Duration.ofMillis(200))
					.until(() -> observe(RedisServerCommands::clientList).lines()
						.noneMatch((line) -> line.contains(" name=interrupted ")));
			});
	}

	private static List<Consumer<RedisConnection>> interruptedUses() {
		return List.of(RedisConnection::ping, (connection) -> connection.subscribe((message, pattern) -> {
		}, Entries.bytes("channel")));
	}

	@Test
	void changedPasswordIsNamedUntilItIsChangedBack() {
		RedisContexts.of(SERVER, SHORT).run((context) -> {
			StringRedisTemplate redis = context.getBean(StringRedisTemplate.class);
			redis.opsForValue().set("key", "value");
			try {
				configure("requirepass", "changed");
				killClients();
				// The client learns of it a moment later; a command before that has a
				// broken connection
				await().until(() -> RedisContexts.pool(context).connections().total() == 0);
				assertThatExceptionOfType(RedisConnectionFailureException.class)
					.isThrownBy(() -> redis.opsForValue().get("key"))
					.withMessageContaining("Cause: authentication (NOAUTH");
				awaitOpen(context, redis);
				assertThat(RedisContexts.pool(context).status()).isEqualTo("down");
			}
			finally {
				configure("requirepass", "");
			}
			awaitServed(() -> assertThat(redis.opsForValue().get("key")).isEqualTo("value"));
		});
	}

	@Test
	void serverThatIsLoadingCountsAsOneThatDoesNotServe() {
		RedisContexts.of(SERVER, "socket-timeout=10s").run((context) -> {
			StringRedisTemplate redis = context.getBean(StringRedisTemplate.class);
			redis.opsForValue().set("key", "value");
			debug("POPULATE", "1000000");
			Future<?> reload = callAtOnce(1, () -> debug("RELOAD")).get(0);
			try {
				await().atMost(LONG)
					.pollInterval(Duration.ofMillis(5))
					.until(() -> failureOf(redis).contains("LOADING"));
				awaitOpen(context, redis);
				assertThat(reload).succeedsWithin(LONG);
				awaitServed(() -> assertThat(redis.opsForValue().get("key")).isEqualTo("value"));
			}
			finally {
				assertThat(reload).succeedsWithin(LONG);
				redis.delete("key");
				observe((observer) -> observer.flushall());
			}
		});
	}

	private static String failureOf(StringRedisTemplate redis) {
		try {
			redis.opsForValue().get("key");
			return "";
		}
		catch (DataAccessException ex) {
			return String.valueOf(ex.getMostSpecificCause().getMessage());
		}
	}

	@Test
	void connectionThatBrokeWhileIdleIsFoundByPing() {
		RedisContexts.of(SERVER, "health-check-interval=100ms", "socket-timeout=2s").run((context) -> {
			StringRedisTemplate redis = context.getBean(StringRedisTemplate.class);
			redis.opsForValue().set("key", "value");
			assertThat(RedisContexts.pool(context).lastPing()).isNull();
			await().untilAsserted(() -> {
				redis.opsForValue().get("key");
				assertThat(RedisContexts.pool(context).lastPing()).isNotNull();
			});
		});
	}

	@Test
	void startsAndSaysDownWhileTheServerIsDown() {
		SERVER.kill();
		try {
			RedisContexts.of(SERVER, SHORT).run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(RedisContexts.pool(context).status()).isEqualTo("not-started");
				assertThatExceptionOfType(RedisConnectionFailureException.class)
					.isThrownBy(() -> context.getBean(StringRedisTemplate.class).opsForValue().get("key"))
					.withMessageContaining("Cause: database-down (")
					.withMessageContaining("Connection refused");
				assertThat(RedisContexts.pool(context).status()).isEqualTo("down");
				assertThat(RedisContexts.pool(context).connections().active()).isZero();
			});
		}
		finally {
			SERVER.restart();
		}
	}

	private static void openThreeConnections(RedisConnectionFactory factory) {
		try (RedisConnection one = factory.getConnection();
				RedisConnection two = factory.getConnection();
				RedisConnection three = factory.getConnection()) {
			one.ping();
			two.ping();
			three.ping();
		}
	}

	private static void killClients() {
		long killed = observe((observer) -> observer.clientKill(KillArgs.Builder.typeNormal().skipme()));
		assertThat(killed).isPositive();
	}

	private static void configure(String key, String value) {
		observe((observer) -> observer.configSet(key, value));
	}

	private static String debug(String... arguments) {
		return observe((observer) -> observer.dispatch(CommandType.DEBUG, new StatusOutput<>(StringCodec.UTF8),
				new CommandArgs<>(StringCodec.UTF8).addKeys(arguments)));
	}

	/**
	 * With a connection that is not the application's, and needs no password.
	 */
	private static <T> T observe(Function<RedisCommands<String, String>, T> use) {
		return use.apply(observer.sync());
	}

	private static void awaitOpen(BeanFactory context, StringRedisTemplate redis) {
		await().atMost(LONG).pollInterval(Duration.ofMillis(5)).until(() -> {
			try {
				redis.opsForValue().set("key", "value");
			}
			catch (DataAccessException ex) {
				// until the breaker opens
			}
			return RedisContexts.breaker(context).equals("open");
		});
	}

	private static <T> List<Future<T>> callAtOnce(int count, Callable<T> call) {
		ExecutorService executor = Executors.newFixedThreadPool(count);
		try {
			List<Future<T>> calls = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				calls.add(executor.submit(call));
			}
			return calls;
		}
		finally {
			executor.shutdown();
		}
	}

	private static void awaitServed(Runnable call) {
		await().atMost(LONG).pollInterval(Duration.ofMillis(20)).until(() -> {
			try {
				call.run();
				return true;
			}
			catch (DataAccessException ex) {
				return false;
			}
		});
	}

	private static Duration medianOfRejected(Runnable call) {
		long[] nanos = new long[501];
		for (int i = 0; i < nanos.length; i++) {
			long start = System.nanoTime();
			try {
				call.run();
				throw new AssertionError("not rejected");
			}
			catch (RedisConnectionFailureException ex) {
				nanos[i] = System.nanoTime() - start;
			}
		}
		Arrays.sort(nanos);
		Duration median = Duration.ofNanos(nanos[nanos.length / 2]);
		logger.info("Rejected within %d ns at the median".formatted(median.toNanos()));
		return median;
	}

}
