package io.resiliencestarter.security;

import java.util.List;

import com.example.shop.ShopApplication;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nobody can act unless the application allows it, endpoint by endpoint.
 */
class ActionsAccessIT {

	@ParameterizedTest
	@CsvSource({ "SERVLET,", "SERVLET, breakers", "SERVLET, dbpool", "REACTIVE,", "REACTIVE, dbpool" })
	void actionsAreThereOnlyWhereTheyAreAllowed(WebApplicationType type, @Nullable String allowed) {
		String access = (allowed != null) ? "management.endpoint." + allowed + ".access=unrestricted"
				: "management.endpoints.access.max-permitted=unrestricted";
		try (ConfigurableApplicationContext application = start(type, access)) {
			RestClient client = client(application);
			assertThat(post(client, "/actuator/db-pool/dataSource", "{\"action\":\"resize\",\"max\":3}"))
				.isEqualTo("dbpool".equals(allowed) ? 200 : 405);
			assertThat(post(client, "/actuator/breakers/db.dataSource", "{\"state\":\"disabled\"}"))
				.isEqualTo("breakers".equals(allowed) ? 200 : 405);
			assertThat(post(client, "/actuator/redis-pool/redisConnectionFactory", "{}")).isEqualTo(405);
			assertThat(post(client, "/actuator/resilience", "{}")).isEqualTo(405);
			JsonNode summary = client.get().uri("/actuator/resilience").retrieve().body(JsonNode.class);
			assertThat(summary).isNotNull();
			assertThat(summary.path("actions").valueStream().map(JsonNode::asString).toList())
				.isEqualTo((allowed != null) ? List.of(allowed) : List.of());
			assertThat(summary.at("/dbPool/pools/dataSource/connections/max").asInt())
				.isEqualTo("dbpool".equals(allowed) ? 3 : 15);
			assertThat(summary.at("/breakers/breakers/db.dataSource/state").asString())
				.isEqualTo("breakers".equals(allowed) ? "disabled" : "closed");
		}
	}

	@Test
	void restrictionOfAllEndpointsWins() {
		try (ConfigurableApplicationContext application = start(WebApplicationType.SERVLET,
				"management.endpoints.access.max-permitted=read-only",
				"management.endpoint.dbpool.access=unrestricted")) {
			assertThat(post(client(application), "/actuator/db-pool/dataSource", "{\"action\":\"evict\"}"))
				.isEqualTo(405);
		}
	}

	/**
	 * Each on a connection of its own: Reactor Netty has been seen not to answer what
	 * came on the same one after a 405, once.
	 */
	private static int post(RestClient client, String path, String body) {
		ResponseEntity<Void> answer = client.post()
			.uri(path)
			.header(HttpHeaders.CONNECTION, "close")
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.retrieve()
			.onStatus((status) -> true, (request, response) -> {
			})
			.toBodilessEntity();
		return answer.getStatusCode().value();
	}

	private static RestClient client(ConfigurableApplicationContext application) {
		return RestClient.create("http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port"));
	}

	private static ConfigurableApplicationContext start(WebApplicationType type, String... properties) {
		return new SpringApplicationBuilder(ShopApplication.class).web(type)
			.properties("server.port=0", "spring.main.banner-mode=off", "management.endpoints.web.exposure.include=*",
					"spring.datasource.url=jdbc:h2:mem:access-" + type, "spring.data.redis.repositories.enabled=false")
			.properties(properties)
			.run();
	}

}
