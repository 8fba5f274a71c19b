package io.resiliencestarter.start;

import java.util.Objects;
import java.util.stream.Stream;

import io.resiliencestarter.http.FaultyServer;
import io.resiliencestarter.http.FaultyServer.Answer;
import io.resiliencestarter.testing.TestServers;
import tools.jackson.databind.JsonNode;

import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sees that the starter does all its work in an application, however that was started.
 */
final class Tour implements AutoCloseable {

	private final FaultyServer server = new FaultyServer();

	/**
	 * Return what the application is started with.
	 * @return its properties, as {@code key=value}
	 */
	String[] properties() {
		String[] own = { "resilience.services.prices.base-url=" + this.server.url(),
				"resilience.breaker.failure-threshold=3", "resilience.db.pool-size=2", "resilience.db.max-overflow=1",
				"resilience.redis.max-connections=4" };
		return Stream.of(TestServers.postgres().properties(), TestServers.redis().properties(), own)
			.flatMap(Stream::of)
			.toArray(String[]::new);
	}

	/**
	 * Look at everything.
	 * @param base a client of the application; not used itself, as it might call again
	 * after a 503
	 */
	void take(RestClient base) {
		RestClient client = base.mutate().requestFactory(new JdkClientHttpRequestFactory()).build();
		seeEndpointsBeforeTheFirstUse(client);
		seeDatabasePool(client);
		seeRedisPool(client);
		seeBreaker(client);
		seeHealthAndMeters(client);
	}

	private void seeEndpointsBeforeTheFirstUse(RestClient client) {
		assertThat(get(client, "/actuator/db-pool").has("pools")).isTrue();
		assertThat(get(client, "/actuator/redis-pool").has("pools")).isTrue();
		assertThat(get(client, "/actuator/breakers/prices").at("/state").asString()).isEqualTo("closed");
		assertThat(client.get().uri("/actuator/resilience").accept(MediaType.TEXT_HTML).retrieve().body(String.class))
			.contains("<title>Resilience</title>");
	}

	private void seeDatabasePool(RestClient client) {
		assertThat(get(client, "/stock").asInt()).isEqualTo(42);
		JsonNode pool = get(client, "/actuator/db-pool/dataSource");
		assertThat(pool.at("/connections/min").asInt()).isEqualTo(2);
		assertThat(pool.at("/connections/max").asInt()).isEqualTo(3);
		assertThat(pool.at("/settings/maximumPoolSize/origin").asString()).contains("resilience.db.");
		assertThat(pool.at("/acquire/count").asInt()).isPositive();
		assertThat(pool.at("/hold/count").asInt()).isPositive();
	}

	private void seeRedisPool(RestClient client) {
		assertThat(get(client, "/visits").asInt()).isPositive();
		JsonNode pool = get(client, "/actuator/redis-pool/redisConnectionFactory");
		assertThat(pool.at("/connections/max").asInt()).isEqualTo(4);
		assertThat(pool.at("/started").asBoolean()).isTrue();
		assertThat(get(client, "/actuator/breakers").at("/breakers").propertyNames()).contains("prices",
				"db.dataSource", "redis.redisConnectionFactory");
	}

	private void seeBreaker(RestClient client) {
		assertThat(status(client, "/price").is2xxSuccessful()).isTrue();
		this.server.answer(Answer.ERROR);
		for (int i = 0; i < 3; i++) {
			assertThat(status(client, "/price").value()).isEqualTo(500);
		}
		assertThat(get(client, "/actuator/breakers/prices").at("/state").asString()).isEqualTo("open");
		assertThat(status(client, "/price").value()).isEqualTo(503);
	}

	private static void seeHealthAndMeters(RestClient client) {
		assertThat(get(client, "/actuator/health").at("/components").propertyNames()).contains("breakers");
		assertThat(get(client, "/actuator/metrics").at("/names").toString()).contains("resilience.pool.acquire.p95",
				"resilience4j.circuitbreaker.calls");
	}

	private static JsonNode get(RestClient client, String path) {
		return Objects.requireNonNull(client.get().uri(path).retrieve().body(JsonNode.class));
	}

	private static HttpStatusCode status(RestClient client, String path) {
		return client.get().uri(path).retrieve().onStatus((status) -> true, (request, response) -> {
		}).toBodilessEntity().getStatusCode();
	}

	@Override
	public void close() {
		this.server.close();
	}

}
