package io.resiliencestarter.http;

import java.time.Duration;
import java.util.stream.Stream;

import javax.sql.DataSource;

import com.example.shop.Orders;
import io.resiliencestarter.TestApplication;
import io.resiliencestarter.http.FaultyServer.Answer;
import io.resiliencestarter.testing.Callers;
import io.resiliencestarter.testing.TestServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * An application that calls a declared service and Redis, with and without a connection
 * of a real database in its hands.
 */
@ExtendWith(OutputCaptureExtension.class)
class CallsWhileHoldingIT {

	private static final Duration WAIT = Duration.ofSeconds(30);

	private static final FaultyServer server = new FaultyServer();

	private static TestApplication application;

	private static Orders orders;

	private static RestClient client;

	@BeforeAll
	static void start() {
		String[] properties = Stream.of(TestServers.postgres().properties(), TestServers.redis().properties())
			.flatMap(Stream::of)
			.toArray(String[]::new);
		application = TestApplication.start(properties, "resilience.services.payment.base-url=" + server.url(),
				"resilience.services.payment.read-timeout=3s", "resilience.db.pool-size=2",
				"resilience.db.max-overflow=0", "resilience.db.pool-timeout=2s");
		orders = new Orders(application.bean(DataSource.class));
		client = application.bean(RestClient.Builder.class).baseUrl(server.url()).build();
	}

	@AfterAll
	static void stop() {
		application.close();
		server.close();
	}

	@Test
	void countsShowsAndWarnsOncePerLine(CapturedOutput output) {
		orders.pay(client);
		assertThat(calls("payment")).isZero();
		for (int i = 0; i < 3; i++) {
			orders.payInTransaction(client);
		}
		orders.pay(client);
		assertThat(calls("payment")).isEqualTo(3);
		String warning = "Pool 'dataSource': service 'payment' is called while a connection is held at"
				+ " com.example.shop.Orders.pay(Orders.java:";
		await().atMost(WAIT).until(() -> output.getOut().contains(warning));
		JsonNode shown = pool().at("/callsWhileHolding/0");
		assertThat(shown.at("/service").asString()).isEqualTo("payment");
		assertThat(shown.at("/count").asInt()).isEqualTo(3);
		assertThat(shown.at("/sites/0").asString()).startsWith("com.example.shop.Orders.pay(Orders.java:");
		orders.payInTransaction(client);
		await().atMost(WAIT).until(() -> pool().at("/callsWhileHolding/0/count").asInt() == 4);
		assertThat(output.getOut()).containsOnlyOnce(warning);
	}

	@Test
	void countsRedis(CapturedOutput output) {
		StringRedisTemplate redis = application.bean(StringRedisTemplate.class);
		redis.opsForValue().increment("orders");
		assertThat(calls("redis.redisConnectionFactory")).isZero();
		orders.countInTransaction(redis);
		assertThat(calls("redis.redisConnectionFactory")).isEqualTo(1);
		await().atMost(WAIT)
			.until(() -> output.getOut()
				.contains("service 'redis.redisConnectionFactory' is called while a connection is held at"
						+ " com.example.shop.Orders."));
	}

	@Test
	void verdictNamesTheServiceThatHoldersWaitFor() {
		server.answer(Answer.SILENT);
		try (Callers callers = new Callers()) {
			callers.repeat(5, () -> orders.payInTransaction(client));
			await().atMost(WAIT)
				.untilAsserted(() -> assertThat(pool().at("/verdict/summary").asString()).containsPattern(
						"that wait for a call to service 'payment' at com\\.example\\.shop\\.Orders\\.pay"));
			JsonNode verdict = pool().at("/verdict");
			assertThat(verdict.at("/cause").asString()).isEqualTo("external-call");
			assertThat(verdict.at("/culprit/site").asString()).startsWith("com.example.shop.Orders.pay(");
			assertThat(verdict.at("/culprit/share").asDouble()).isGreaterThan(0.8);
			assertThat(verdict.at("/advice").toString()).contains("Do not raise the pool");
		}
		finally {
			server.answer(Answer.OK);
		}
	}

	private static double calls(String service) {
		return application.get("/actuator/metrics/resilience.calls.while.holding?tag=service:" + service)
			.at("/measurements/0/value")
			.asDouble();
	}

	private static JsonNode pool() {
		return application.get("/actuator/db-pool/dataSource");
	}

}
