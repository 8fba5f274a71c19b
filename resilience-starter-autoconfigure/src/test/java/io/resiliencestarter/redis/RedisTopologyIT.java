package io.resiliencestarter.redis;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.resiliencestarter.TestApplication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.embedded.Redis;
import redis.embedded.RedisCluster;
import redis.embedded.RedisServer;
import redis.embedded.RedisShardedCluster;
import redis.embedded.core.RedisSentinelBuilder;
import redis.embedded.core.RedisServerBuilder;
import tools.jackson.databind.JsonNode;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisSentinelConnection;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The pool before a sentinel and a cluster, both real.
 */
@Timeout(60)
class RedisTopologyIT {

	@Test
	void servesMasterThatSentinelNames() throws IOException {
		List<Integer> ports = freePorts(3);
		RedisCluster servers = RedisCluster.newRedisCluster()
			.withServerBuilder(server())
			.withSentinelBuilder(new RedisSentinelBuilder().bind("127.0.0.1"))
			.serverPorts(ports.subList(0, 2))
			.sentinelPorts(ports.subList(2, 3))
			.quorumSize(1)
			.replicationGroup("orders", 1)
			.build();
		String nodes = "127.0.0.1:" + ports.get(2);
		run(servers, (application) -> {
			assertThat(pool(application).at("/topology").asString()).isEqualTo("sentinel");
			RedisConnectionFactory factory = application.bean(RedisConnectionFactory.class);
			try (RedisSentinelConnection sentinel = factory.getSentinelConnection()) {
				assertThat(sentinel.masters()).hasSize(1);
			}
			catch (IOException ex) {
				throw new AssertionError(ex);
			}
		}, "spring.data.redis.sentinel.master=orders", "spring.data.redis.sentinel.nodes=" + nodes);
	}

	@Test
	void servesAllNodesOfCluster() throws IOException {
		List<Integer> ports = freePorts(3);
		RedisShardedCluster servers = RedisShardedCluster.newRedisCluster()
			.withServerBuilder(server())
			.serverPorts(ports)
			.shard("one", 0)
			.shard("two", 0)
			.shard("three", 0)
			.build();
		String nodes = ports.stream().map((port) -> "127.0.0.1:" + port).collect(Collectors.joining(","));
		run(servers, (application) -> {
			assertThat(pool(application).at("/topology").asString()).isEqualTo("cluster");
			assertThat(application.bean(StringRedisTemplate.class).keys("order-*")).hasSize(20);
		}, "spring.data.redis.cluster.nodes=" + nodes);
	}

	private static void run(Redis servers, Consumer<TestApplication> check, String... properties) throws IOException {
		servers.start();
		try (TestApplication application = TestApplication.start(properties, "resilience.redis.max-connections=3")) {
			StringRedisTemplate redis = application.bean(StringRedisTemplate.class);
			ReactiveStringRedisTemplate reactive = application.bean(ReactiveStringRedisTemplate.class);
			Set<String> keys = IntStream.range(0, 20).mapToObj((i) -> "order-" + i).collect(Collectors.toSet());
			// The servers answer before all of them have agreed who serves what
			await().atMost(Duration.ofSeconds(30))
				.ignoreExceptions()
				.untilAsserted(() -> keys.forEach((key) -> redis.opsForValue().set(key, key)));
			assertThat(keys).allSatisfy((key) -> {
				assertThat(redis.opsForValue().get(key)).isEqualTo(key);
				assertThat(reactive.opsForValue().get(key).block()).isEqualTo(key);
			});
			check.accept(application);
			assertThat(pool(application).at("/connections/total").asInt()).isBetween(1, 3);
		}
		finally {
			servers.stop();
		}
	}

	private static JsonNode pool(TestApplication application) {
		return application.get("/actuator/redis-pool/redisConnectionFactory");
	}

	private static RedisServerBuilder server() {
		return RedisServer.newRedisServer().bind("127.0.0.1");
	}

	/**
	 * A cluster node also listens on its port plus 10000.
	 */
	private static List<Integer> freePorts(int count) {
		return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(20_000, 30_000))
			.distinct()
			.filter((port) -> isFree(port) && isFree(port + 10_000))
			.limit(count)
			.boxed()
			.toList();
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket(port)) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

}
