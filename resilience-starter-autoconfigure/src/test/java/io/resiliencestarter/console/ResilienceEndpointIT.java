package io.resiliencestarter.console;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The endpoint in real web applications.
 */
class ResilienceEndpointIT {

	private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

	private static final String ALL = "management.endpoints.web.exposure.include=*";

	private final HttpClient client = HttpClient.newHttpClient();

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void browsersGetThePageAndOthersGetJson(WebApplicationType type) throws Exception {
		try (ConfigurableApplicationContext application = start(type, ALL)) {
			HttpResponse<String> page = get(application, "/actuator/resilience", BROWSER);
			assertThat(page.headers().firstValue("Content-Type"))
				.hasValueSatisfying((contentType) -> assertThat(contentType).startsWith("text/html"));
			assertThat(page.body()).contains("href=\"resilience/console.css\"", "src=\"resilience/console.js\"",
					"data-dbpool=\"db-pool\"", "data-breakers=\"breakers\"", "default-src 'none'; script-src 'self'");
			assertThat(page.body()).doesNotContain("{", "<script>", "http://", "https://");
			for (String accept : List.of("*/*", "application/json")) {
				JsonNode json = json(get(application, "/actuator/resilience", accept));
				assertThat(json.path("application").asString()).isEqualTo("shop");
				assertThat(json.path("status").asString()).isIn("not-started", "healthy");
				assertThat(json.at("/dbPool/pools/dataSource/connections/max").asInt()).isEqualTo(15);
				assertThat(json.at("/breakers/breakers/db.dataSource/state").asString()).isEqualTo("closed");
				assertThat(json.path("actions")).isEmpty();
				assertThat(json.has("history")).isFalse();
				assertThat(json.at("/incidents/db/dataSource").isArray()).isTrue();
			}
			assertThat(get(application, "/actuator/resilience/console.js", "*/*").headers().firstValue("Content-Type"))
				.hasValueSatisfying((contentType) -> assertThat(contentType).startsWith("text/javascript"));
			assertThat(get(application, "/actuator/resilience/console.css", "text/css,*/*;q=0.1").body())
				.contains("prefers-color-scheme: dark");
			assertThat(get(application, "/actuator/resilience/console.html", "*/*").statusCode()).isEqualTo(404);
			assertThat(get(application, "/actuator/resilience/nothing", BROWSER).statusCode()).isEqualTo(404);
		}
	}

	@Test
	void historyGrowsAndContinuesWhereItWasRead() throws Exception {
		try (ConfigurableApplicationContext application = start(WebApplicationType.SERVLET, ALL)) {
			List<Long> first = samples(application, 0, 1);
			List<Long> next = samples(application, first.get(first.size() - 1), 1);
			assertThat(next.get(0)).isGreaterThan(first.get(first.size() - 1));
			assertThat(samples(application, 0, 2)).containsAll(first);
			JsonNode pool = json(get(application, "/actuator/resilience?since=0", "*/*"))
				.at("/history/pools/db/dataSource");
			assertThat(pool.path("warning").asDouble()).isEqualTo(0.7);
			assertThat(pool.at("/samples/max/0").asInt()).isEqualTo(15);
		}
	}

	private List<Long> samples(ConfigurableApplicationContext application, long since, int atLeast) throws Exception {
		List<Long> samples = new ArrayList<>();
		await().until(() -> {
			samples.clear();
			json(get(application, "/actuator/resilience?since=" + since, "*/*"))
				.at("/history/pools/db/dataSource/samples/at")
				.forEach((at) -> samples.add(at.asLong()));
			return samples.size() >= atLeast;
		});
		return samples;
	}

	@Test
	void followsThePathsOfTheApplication() throws Exception {
		try (ConfigurableApplicationContext application = start(WebApplicationType.SERVLET, ALL,
				"server.servlet.context-path=/shop", "management.endpoints.web.base-path=/ops",
				"management.endpoints.web.path-mapping.resilience=pools/console")) {
			String page = get(application, "/shop/ops/pools/console", BROWSER).body();
			assertThat(page).contains("src=\"../pools/console/console.js\"", "data-dbpool=\"../db-pool\"");
			assertThat(get(application, "/shop/ops/pools/console/console.js", "*/*").statusCode()).isEqualTo(200);
			assertThat(get(application, "/shop/ops/db-pool", "*/*").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void isThereOnThePortOfManagement() throws Exception {
		try (ConfigurableApplicationContext application = start(WebApplicationType.SERVLET, ALL,
				"management.server.port=0")) {
			String port = String.valueOf(application.getEnvironment().getProperty("local.management.port"));
			assertThat(get(port, "/actuator/resilience", BROWSER).body()).contains("console.js");
			assertThat(json(get(port, "/actuator/resilience", "*/*")).has("dbPool")).isTrue();
		}
	}

	@Test
	void pageCanBeSwitchedOff() throws Exception {
		try (ConfigurableApplicationContext application = start(WebApplicationType.SERVLET, ALL,
				"resilience.console.enabled=false")) {
			assertThat(get(application, "/actuator/resilience", "text/html").statusCode()).isEqualTo(404);
			assertThat(get(application, "/actuator/resilience/console.js", "*/*").statusCode()).isEqualTo(404);
			assertThat(json(get(application, "/actuator/resilience", "application/json")).has("dbPool")).isTrue();
		}
	}

	@Test
	void showsOnlyWhatIsExposedAndWhatMayBeDone() throws Exception {
		try (ConfigurableApplicationContext application = start(WebApplicationType.SERVLET,
				"management.endpoints.web.exposure.include=resilience,breakers",
				"management.endpoint.breakers.access=unrestricted")) {
			JsonNode json = json(get(application, "/actuator/resilience", "*/*"));
			assertThat(json.has("dbPool")).isFalse();
			assertThat(json.has("breakers")).isTrue();
			assertThat(json.path("actions").valueStream().map(JsonNode::asString)).containsExactly("breakers");
			assertThat(get(application, "/actuator/resilience", BROWSER).body()).contains("data-dbpool=\"\"");
		}
	}

	private ConfigurableApplicationContext start(WebApplicationType type, String... properties) {
		return new SpringApplicationBuilder(Application.class).web(type)
			.properties("server.port=0", "spring.main.banner-mode=off", "spring.application.name=shop",
					"spring.datasource.url=jdbc:h2:mem:console-" + type, "spring.data.redis.repositories.enabled=false")
			.properties(properties)
			.run();
	}

	private HttpResponse<String> get(ConfigurableApplicationContext application, String path, String accept)
			throws IOException, InterruptedException {
		return get(String.valueOf(application.getEnvironment().getProperty("local.server.port")), path, accept);
	}

	private HttpResponse<String> get(String port, String path, String accept) throws IOException, InterruptedException {
		return this.client.send(
				HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).header("Accept", accept).build(),
				BodyHandlers.ofString());
	}

	private static JsonNode json(HttpResponse<String> answer) {
		assertThat(answer.statusCode()).isEqualTo(200);
		return JsonMapper.shared().readTree(answer.body());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
