package io.resiliencestarter.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

import com.example.shop.ShopApplication;
import io.resiliencestarter.security.RandomRequests.Request;
import io.resiliencestarter.security.RawHttpClient.Answer;
import io.resiliencestarter.testing.TestServers;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What endpoints that let everybody act do with requests that make no sense, 10,000 in
 * all.
 */
@ExtendWith(OutputCaptureExtension.class)
class EndpointInputIT {

	private static final int REQUESTS = 5_000;

	private static final int THREADS = 4;

	@ParameterizedTest
	@EnumSource(names = { "SERVLET", "REACTIVE" })
	void nonsenseIsRefusedAndChangesNothing(WebApplicationType type, CapturedOutput output) throws Exception {
		long seed = Long.getLong("seed", System.nanoTime());
		try (ConfigurableApplicationContext application = start(type)) {
			application.getBean(JdbcTemplate.class).queryForObject("SELECT 1", Integer.class);
			int port = Integer
				.parseInt(Objects.requireNonNull(application.getEnvironment().getProperty("local.server.port")));
			Map<String, String> before = state(port);
			int told = output.getAll().length();
			Map<Integer, LongAdder> statuses = new ConcurrentHashMap<>();
			List<String> problems = send(port, type == WebApplicationType.SERVLET, seed, statuses);
			assertThat(problems).as("seed %d", seed).isEmpty();
			assertThat(statuses).as("what was reached").containsKeys(200, 400, 404, 405, 415);
			assertThat(state(port)).as("seed %d", seed).isEqualTo(before);
			assertThat(output.getAll().substring(told).lines()).as("seed %d", seed)
				.noneMatch((line) -> line.contains("DbPoolActions") || line.contains("BreakerEvents"));
			assertThat(post(port, "/actuator/db-pool/dataSource", "{\"action\":\"resize\",\"max\":3}"))
				.contains("\"max\":3");
			assertThat(post(port, "/actuator/breakers/auth-service", "{\"state\":\"disabled\"}")).contains("disabled");
		}
	}

	private static List<String> send(int port, boolean keepAlive, long seed, Map<Integer, LongAdder> statuses)
			throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(THREADS);
		List<Future<List<String>>> results = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			RandomRequests requests = new RandomRequests(seed + i);
			results.add(executor.submit(() -> send(port, keepAlive, requests, statuses)));
		}
		List<String> problems = new ArrayList<>();
		for (Future<List<String>> result : results) {
			problems.addAll(result.get(2, TimeUnit.MINUTES));
		}
		executor.shutdownNow();
		return problems;
	}

	private static List<String> send(int port, boolean keepAlive, RandomRequests requests,
			Map<Integer, LongAdder> statuses) throws Exception {
		List<String> problems = new ArrayList<>();
		try (RawHttpClient client = new RawHttpClient(port, keepAlive)) {
			for (int i = 0; i < REQUESTS / THREADS && problems.size() < 5; i++) {
				Request request = requests.next();
				Answer answer = client.exchange(request.head(), request.method(), request.body());
				statuses.computeIfAbsent(answer.status(), (status) -> new LongAdder()).increment();
				String problem = problem(request, answer);
				if (!problem.isEmpty()) {
					problems.add("%s\n%s\n-> %s".formatted(problem, request, answer));
				}
			}
		}
		return problems;
	}

	private static String problem(Request request, Answer answer) {
		boolean read = List.of("GET", "HEAD", "OPTIONS").contains(request.method());
		// To HEAD, actuator says of what is not there that it has no content
		boolean success = answer.status() == 200 || (answer.status() == 204 && request.method().equals("HEAD"));
		if (success ? !read : answer.status() < 400 || answer.status() > 499) {
			return "unexpected status";
		}
		if (answer.body().contains("\tat ") || answer.body().contains("\"trace\"")) {
			return "stack trace";
		}
		boolean markup = answer.header("content-type").contains("html") && answer.body().contains("<x-fuzz");
		return (markup || !answer.header("set-cookie").isEmpty()) ? "injection" : "";
	}

	private static Map<String, String> state(int port) {
		Map<String, String> state = new TreeMap<>();
		JsonNode pool = get(port, "/actuator/db-pool/dataSource");
		state.put("max", pool.at("/connections/max").toString());
		state.put("min", pool.at("/connections/min").toString());
		state.put("settings", pool.get("settings").toString());
		state.put("redis", get(port, "/actuator/redis-pool/redisConnectionFactory").get("settings").toString());
		get(port, "/actuator/breakers").get("breakers")
			.properties()
			.forEach((breaker) -> state.put(breaker.getKey(),
					breaker.getValue().get("state") + " after " + breaker.getValue().get("transitions")));
		return state;
	}

	private static JsonNode get(int port, String path) {
		return Objects.requireNonNull(
				RestClient.create("http://127.0.0.1:" + port).get().uri(path).retrieve().body(JsonNode.class));
	}

	private static String post(int port, String path, String body) {
		return String.valueOf(RestClient.create("http://127.0.0.1:" + port)
			.post()
			.uri(path)
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.retrieve()
			.body(String.class));
	}

	private static ConfigurableApplicationContext start(WebApplicationType type) {
		String[] own = { "server.port=0", "spring.main.banner-mode=off", "management.endpoints.web.exposure.include=*",
				"management.endpoint.dbpool.access=unrestricted", "management.endpoint.redispool.access=unrestricted",
				"management.endpoint.breakers.access=unrestricted",
				"management.endpoint.resilience.access=unrestricted",
				"resilience.services.auth-service.base-url=http://auth:8085",
				"spring.data.redis.repositories.enabled=false" };
		return new SpringApplicationBuilder(ShopApplication.class).web(type)
			.properties(Stream.of(own, TestServers.postgres().properties(), TestServers.redis().properties())
				.flatMap(Stream::of)
				.toArray(String[]::new))
			.run();
	}

}
