package io.resiliencestarter.redis;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import com.example.shop.Carts;
import io.resiliencestarter.breaker.Breakers;
import io.resiliencestarter.redis.RedisPoolEndpoint.RedisPoolDescriptor;
import io.resiliencestarter.support.HolderDescriptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.Disposable;
import reactor.core.publisher.Sinks;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.health.DataRedisReactiveHealthContributorAutoConfiguration;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Who uses the connections of a Redis pool, and why it is dry.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class RedisPoolUseIT {

	private static final RedisServer SERVER = RedisServer.start();

	private static final String[] SMALL = { "max-connections=2", "pool-timeout=700ms", "socket-timeout=10s" };

	@AfterAll
	static void stop() {
		SERVER.close();
	}

	private static ApplicationContextRunner context(RedisServer server, String... properties) {
		return RedisContexts.of(server, properties)
			.withPropertyValues("resilience.application-packages=com.example")
			.withBean(Carts.class);
	}

	@Test
	void showsHoldersWithThreadTypeAndLine() {
		context(SERVER, "max-connections=4").run((context) -> {
			CountDownLatch paid = new CountDownLatch(1);
			Thread thread = start("check-out", () -> context.getBean(Carts.class).checkOut(paid));
			Sinks.Empty<Void> end = Sinks.empty();
			Disposable watch = context.getBean(Carts.class)
				.watch(context.getBean(ReactiveRedisConnectionFactory.class), end.asMono())
				.subscribe();
			RedisMessageListenerContainer subscriptions = subscribe(context.getBean(RedisConnectionFactory.class));
			try {
				await().untilAsserted(() -> assertThat(RedisContexts.pool(context).holders()).hasSize(3));
				List<HolderDescriptor> holders = RedisContexts.pool(context).holders();
				assertThat(holders).extracting(HolderDescriptor::connectionType)
					.containsExactlyInAnyOrder("commands", "reactive", "pub-sub");
				assertThat(holder(holders, "commands")).satisfies((holder) -> {
					assertThat(holder.thread()).isEqualTo("check-out");
					assertThat(holder.doing()).isEqualTo("external-call");
					assertThat(holder.borrowedAt()).startsWith("com.example.shop.Carts.");
					assertThat(holder.now()).contains("Carts.await");
				});
				assertThat(holder(holders, "pub-sub").doing()).isEqualTo("executing-command");
				assertThat(RedisContexts.pool(context).connections().active()).isEqualTo(3);
			}
			finally {
				paid.countDown();
				end.tryEmitEmpty();
				subscriptions.stop();
				thread.join();
				watch.dispose();
			}
			await().untilAsserted(() -> {
				assertThat(RedisContexts.pool(context).holders()).isEmpty();
				assertThat(RedisContexts.pool(context).connections().active()).isZero();
			});
			assertThat(RedisContexts.pool(context).hold().count()).isPositive();
		});
	}

	@Test
	void namesCallsThatAreMadeWhileHolding() {
		CountDownLatch paid = new CountDownLatch(1);
		verdict(SMALL, (carts) -> carts.checkOut(paid), "external-call", "com.example.shop.Carts.", paid);
	}

	@Test
	void namesSlowCommands() {
		verdict(SMALL, Carts::report, "slow-query", "com.example.shop.Carts.", null);
	}

	@Test
	void namesLeaks() {
		verdict(SMALL, Carts::forget, "leak", "com.example.shop.Carts.forget(Carts.java:", null);
	}

	@Test
	void namesTheLimitOfTheServerAndWarnsOfIt(CapturedOutput output) {
		try (RedisServer limited = RedisServer.start("--maxclients", "4")) {
			context(limited, "max-connections=12", "pool-timeout=1s").run((context) -> {
				CountDownLatch paid = new CountDownLatch(1);
				StringRedisTemplate redis = context.getBean(StringRedisTemplate.class);
				redis.opsForValue().get("key");
				await().untilAsserted(() -> assertThat(output)
					.contains("the pool opens up to 12 connections, and the server lets in no more than 4 clients"));
				List<Thread> threads = IntStream.range(0, 4)
					.mapToObj((i) -> start("check-out-" + i, () -> context.getBean(Carts.class).checkOut(paid)))
					.toList();
				await()
					.untilAsserted(() -> assertThat(RedisContexts.pool(context).connections().active()).isEqualTo(4));
				awaitVerdict(context, "server-limit");
				assertThat(RedisContexts.pool(context).verdict().advice())
					.anySatisfy((advice) -> assertThat(advice).contains("CLIENT LIST"));
				paid.countDown();
				join(threads);
			});
		}
	}

	@Test
	void namesRefusedCredentials() {
		try (RedisServer locked = RedisServer.start("--requirepass", "secret")) {
			context(locked, SMALL).withPropertyValues("spring.data.redis.password=wrong").run((context) -> {
				awaitVerdict(context, "authentication");
				assertThat(RedisContexts.pool(context).toString()).doesNotContain("wrong")
					.contains("spring.data.redis");
				assertThat(RedisContexts.pool(context).status()).isEqualTo("down");
			});
		}
	}

	@Test
	void healthCheckOfSpringBootDoesNotFeedTheBreaker() {
		try (RedisServer server = RedisServer.start()) {
			context(server, "socket-timeout=1s", "connect-timeout=1s")
				.withConfiguration(AutoConfigurations.of(RedisPoolHealthAutoConfiguration.class,
						DataRedisReactiveHealthContributorAutoConfiguration.class))
				.run((context) -> {
					ReactiveHealthIndicator health = context.getBean(ReactiveHealthIndicator.class);
					assertThat(status(health)).isEqualTo(Status.UP);
					server.kill();
					for (int i = 0; i < 6; i++) {
						assertThat(status(health)).isEqualTo(Status.DOWN);
					}
					assertThat(RedisContexts.breaker(context)).isEqualTo("closed");
					assertThat(
							Objects.requireNonNull(context.getBean(Breakers.class).find("redis.redisConnectionFactory"))
								.failuresInARow())
						.isZero();
					server.restart();
					assertThat(status(health)).isEqualTo(Status.UP);
					assertThat(RedisContexts.pool(context).connections().active()).isZero();
				});
		}
	}

	private static Status status(ReactiveHealthIndicator health) {
		return Objects.requireNonNull(health.health().block(Duration.ofSeconds(20))).getStatus();
	}

	private static void verdict(String[] properties, Consumer<Carts> use, String cause, String culprit,
			@Nullable CountDownLatch end) {
		context(SERVER, properties).run((context) -> {
			openTwoConnections(context.getBean(RedisConnectionFactory.class));
			Carts carts = context.getBean(Carts.class);
			List<Thread> threads = IntStream.range(0, 2)
				.mapToObj((i) -> start("holder-" + i, () -> use.accept(carts)))
				.toList();
			await().untilAsserted(() -> assertThat(RedisContexts.pool(context).holders()).hasSize(2));
			awaitVerdict(context, cause);
			RedisPoolDescriptor pool = RedisContexts.pool(context);
			assertThat(pool.verdict().summary()).doesNotContain("database", "SQL");
			assertThat(Objects.requireNonNull(pool.verdict().culprit()).site()).startsWith(culprit);
			if (end != null) {
				end.countDown();
			}
			join(threads);
		});
	}

	/**
	 * A server that is busy lets nobody in.
	 */
	private static void openTwoConnections(RedisConnectionFactory factory) {
		try (RedisConnection one = factory.getConnection(); RedisConnection two = factory.getConnection()) {
			one.ping();
			two.ping();
		}
	}

	/**
	 * Callers suffer until somebody says why.
	 */
	private static void awaitVerdict(AssertableApplicationContext context, String cause) {
		StringRedisTemplate redis = context.getBean(StringRedisTemplate.class);
		await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
			try {
				redis.opsForValue().get("key");
			}
			catch (RedisConnectionFailureException ex) {
				// That is the suffering
			}
			assertThat(RedisContexts.pool(context).verdict().cause()).isEqualTo(cause);
		});
	}

	private static HolderDescriptor holder(List<HolderDescriptor> holders, String type) {
		return holders.stream().filter((holder) -> type.equals(holder.connectionType())).findAny().orElseThrow();
	}

	private static RedisMessageListenerContainer subscribe(RedisConnectionFactory factory) {
		RedisMessageListenerContainer container = new RedisMessageListenerContainer();
		container.setConnectionFactory(factory);
		container.addMessageListener((message, pattern) -> {
		}, new ChannelTopic("news"));
		container.afterPropertiesSet();
		container.start();
		return container;
	}

	private static Thread start(String name, Runnable work) {
		Thread thread = new Thread(work, name);
		thread.start();
		return thread;
	}

	private static void join(List<Thread> threads) {
		for (Thread thread : threads) {
			try {
				thread.join();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

}
