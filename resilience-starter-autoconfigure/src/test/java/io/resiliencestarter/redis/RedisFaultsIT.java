package io.resiliencestarter.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.resiliencestarter.TestApplication;
import io.resiliencestarter.testing.Callers;
import io.resiliencestarter.testing.Callers.Call;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Exceptions;
import tools.jackson.databind.JsonNode;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;

import static io.resiliencestarter.redis.Entries.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * All kinds of use at once, of a Redis that fails in all kinds of ways by chance. The
 * system properties {@code faults.seconds} and {@code faults.seed} make it longer and
 * repeat it.
 */
@Timeout(300)
class RedisFaultsIT {

	private static final Log logger = LogFactory.getLog(RedisFaultsIT.class);

	private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("faults.seconds", 15));

	/** As in {@link RedisOutageIT}, for slow machines. */
	private static final Duration RECOVERY = Duration.ofSeconds(4);

	private static final int MAX_CONNECTIONS = 12;

	private final long seed = Long.getLong("faults.seed", System.nanoTime());

	private final Random random = new Random(this.seed);

	private final RedisServer server = RedisServer.start();

	private final RedisClient observer = RedisClient.create(RedisURI.builder()
		.withHost(this.server.address().host())
		.withPort(this.server.address().port())
		.withTimeout(Duration.ofSeconds(1))
		.build());

	private final TestApplication application = TestApplication.start(this.server.address().properties(),
			"spring.data.redis.client-name=faults", "resilience.redis.max-connections=" + MAX_CONNECTIONS,
			"resilience.redis.pool-timeout=300ms", "resilience.redis.socket-timeout=1200ms",
			"resilience.redis.connect-timeout=1s");

	private final RedisConnectionFactory factory = this.application.bean(RedisConnectionFactory.class);

	private final StringRedisTemplate template = this.application.bean(StringRedisTemplate.class);

	private final ReactiveStringRedisTemplate reactive = this.application.bean(ReactiveStringRedisTemplate.class);

	private final AtomicInteger mostClients = new AtomicInteger();

	/**
	 * Odd while the server hangs, which then does not know yet which clients have gone.
	 */
	private final AtomicInteger hangs = new AtomicInteger();

	private final AtomicLong answers = new AtomicLong();

	@AfterEach
	void stop() {
		this.application.close();
		this.observer.shutdown();
		this.server.close();
	}

	@Test
	void poolIsWholeAfterFaultsByChance() throws Exception {
		logger.info("Faults by chance with -Dfaults.seed=" + this.seed);
		try (Callers callers = new Callers()) {
			callers.repeat(4, failing(() -> this.template.opsForValue().increment("text")));
			callers.repeat(2, failing(() -> this.reactive.opsForValue().increment("text").block()));
			callers.repeat(2, failing(() -> this.template.opsForList().leftPop("queue", Duration.ofSeconds(1))));
			callers.repeat(2, failing(() -> this.template.opsForList().rightPush("queue", "element")));
			callers.repeat(2, failing(this::transaction));
			callers.repeat(1, failing(this::subscription));
			callers.repeat(1, this::countClients);
			failForAWhile();
			assertThat(callers.stopAndAwait(Duration.ofSeconds(20))).as("callers end").isTrue();
			assertThat(callers.failures()).isEmpty();
		}
		assertThat(this.answers).as("calls that were answered").hasPositiveValue();
		assertThat(this.mostClients).hasValueLessThanOrEqualTo(MAX_CONNECTIONS);
		await().untilAsserted(() -> {
			JsonNode connections = this.application.get("/actuator/redis-pool/redisConnectionFactory")
				.at("/connections");
			assertThat(connections.at("/active").asInt()).isZero();
			assertThat(connections.at("/waiting").asInt()).isZero();
			assertThat(clients()).hasSize(connections.at("/total").asInt()).hasSizeLessThanOrEqualTo(MAX_CONNECTIONS);
		});
	}

	private void failForAWhile() {
		long end = System.nanoTime() + LENGTH.toNanos();
		List<Runnable> faults = List.of(this.server::kill, this.server::stop, this.server::suspend, this::killClients);
		while (System.nanoTime() < end) {
			pause(500);
			int fault = this.random.nextInt(faults.size());
			if (fault == 2) {
				this.hangs.incrementAndGet();
			}
			faults.get(fault).run();
			pause(1500);
			if (fault < 2) {
				this.server.restart();
			}
			else if (fault == 2) {
				this.server.resume();
			}
			await("recovery, -Dfaults.seed=" + this.seed).pollInterval(Duration.ofMillis(20))
				.atMost(RECOVERY)
				.ignoreExceptionsInstanceOf(DataAccessException.class)
				.until(() -> this.template.opsForValue().increment("recovered") > 0);
			if (fault == 2) {
				this.hangs.incrementAndGet();
			}
		}
	}

	private void pause(int atMostMillis) {
		Duration pause = Duration.ofMillis(this.random.nextInt(atMostMillis));
		await().pollDelay(pause).until(() -> true);
	}

	private void killClients() {
		try (StatefulRedisConnection<String, String> connection = this.observer.connect()) {
			for (String client : clients()) {
				if (this.random.nextBoolean()) {
					connection.sync().clientKill(client.replaceAll(".* addr=(\\S+) .*", "$1"));
				}
			}
		}
		catch (RedisException ex) {
			logger.debug("A client had gone before", ex);
		}
	}

	private void transaction() {
		try (RedisConnection connection = this.factory.getConnection()) {
			connection.multi();
			connection.stringCommands().incr(bytes("text"));
			connection.exec();
		}
	}

	private void subscription() {
		try (RedisConnection connection = this.factory.getConnection()) {
			connection.subscribe((message, pattern) -> {
			}, bytes("channel"));
		}
	}

	private Call failing(Runnable call) {
		return () -> {
			try {
				call.run();
				this.answers.incrementAndGet();
			}
			catch (RuntimeException ex) {
				if (!(ex instanceof DataAccessException) && !(Exceptions.unwrap(ex) instanceof IOException)) {
					throw ex;
				}
				logger.trace("Failed as it may", ex);
			}
		};
	}

	private void countClients() {
		try {
			int before = this.hangs.get();
			int clients = clients().size();
			if (before % 2 == 0 && before == this.hangs.get()) {
				this.mostClients.accumulateAndGet(clients, Math::max);
			}
		}
		catch (RedisException ex) {
			logger.trace("Nobody to ask", ex);
		}
	}

	private List<String> clients() {
		try (StatefulRedisConnection<String, String> connection = this.observer.connect()) {
			return connection.sync().clientList().lines().filter((line) -> line.contains(" name=faults ")).toList();
		}
	}

}
