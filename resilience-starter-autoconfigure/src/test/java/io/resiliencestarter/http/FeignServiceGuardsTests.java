package io.resiliencestarter.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import feign.Client;
import feign.Request;
import feign.Request.HttpMethod;
import feign.Request.Options;
import feign.Response;
import io.resiliencestarter.breaker.BreakerAutoConfiguration;
import io.resiliencestarter.breaker.BreakerEndpointAutoConfiguration;
import io.resiliencestarter.breaker.BreakersEndpoint;
import io.resiliencestarter.breaker.CallCounts;
import io.resiliencestarter.support.ResilienceAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FeignServiceGuards}, without a server.
 */
class FeignServiceGuardsTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(BreakerAutoConfiguration.class, BreakerEndpointAutoConfiguration.class,
				ServiceGuardAutoConfiguration.class, ServiceClientsAutoConfiguration.class,
				ResilienceAutoConfiguration.class))
		.withPropertyValues("management.endpoints.web.exposure.include=breakers",
				"resilience.services.auth.base-url=http://auth", "resilience.services.ai.base-url=http://ai",
				"resilience.services.ai.read-timeout=7s");

	private final List<Options> options = new ArrayList<>();

	@Test
	void guardsAClientOnce() {
		run((guards, context) -> {
			Client guarded = guards.enrich(client(response(Map.of(), "")));
			assertThat(guards.enrich(guarded)).isSameAs(guarded);
		});
	}

	@Test
	void leavesClientAloneWithoutServices() {
		Client client = client(response(Map.of(), ""));
		assertThat(new FeignServiceGuards(ServiceMatcher.ofNone()).guard(client)).isSameAs(client);
	}

	@Test
	void onlyTimeoutsSetOnTheServiceWinOverThoseOfFeign() {
		run((guards, context) -> {
			Client guarded = guards.guard(client(response(Map.of(), "")));
			execute(guarded, HttpMethod.GET, "http://auth/users");
			execute(guarded, HttpMethod.GET, "http://ai/chat");
			execute(guarded, HttpMethod.GET, "http://elsewhere/");
			assertThat(this.options).extracting(Options::connectTimeoutMillis).containsExactly(10_000, 10_000, 10_000);
			assertThat(this.options).extracting(Options::readTimeoutMillis).containsExactly(60_000, 7_000, 60_000);
		});
	}

	@Test
	void bodyThatFeignDecodesHasAnotherLength() {
		run((guards, context) -> {
			Response response = response(Map.of("Content-Encoding", List.of("gzip")), "short", 1000);
			read(execute(guards.guard(client(response)), HttpMethod.GET, "http://auth/users"));
			assertThat(calls(context)).isEqualTo(new CallCounts(1, 0, 0, 0, 0));
		});
	}

	@Test
	void bodyOfAHeadRequestDoesNotCome() {
		run((guards, context) -> {
			read(execute(guards.guard(client(response(Map.of(), "", 1000))), HttpMethod.HEAD, "http://auth/users"));
			assertThat(calls(context)).isEqualTo(new CallCounts(1, 0, 0, 0, 0));
		});
	}

	@Test
	void bodyThatEndsTooEarlyIsAFailure() {
		run((guards, context) -> {
			read(execute(guards.guard(client(response(Map.of(), "short", 1000))), HttpMethod.GET, "http://auth/users"));
			assertThat(calls(context)).isEqualTo(new CallCounts(0, 1, 0, 0, 0));
		});
	}

	private static CallCounts calls(AssertableApplicationContext context) {
		return Objects.requireNonNull(context.getBean(BreakersEndpoint.class).breaker("auth")).calls();
	}

	private Client client(Response response) {
		return (request, options) -> {
			this.options.add(options);
			return response;
		};
	}

	private static Response response(Map<String, Collection<String>> headers, String body) {
		return response(headers, body, body.length());
	}

	private static Response response(Map<String, Collection<String>> headers, String body, int length) {
		return Response.builder()
			.status(200)
			.request(request(HttpMethod.GET, "http://auth"))
			.headers(headers)
			.body(new ByteArrayInputStream(body.getBytes(StandardCharsets.US_ASCII)), length)
			.build();
	}

	private static Request request(HttpMethod method, String url) {
		return Request.create(method, url, Map.of(), Request.Body.empty(), null);
	}

	private static Response execute(Client client, HttpMethod method, String url) throws IOException {
		return client.execute(request(method, url), new Options());
	}

	private static void read(Response response) throws IOException {
		response.body().asInputStream().readAllBytes();
		response.close();
	}

	private void run(Scenario scenario) {
		this.contextRunner.run((context) -> scenario.play(context.getBean(FeignServiceGuards.class), context));
	}

	/**
	 * What a test does.
	 */
	@FunctionalInterface
	private interface Scenario {

		void play(FeignServiceGuards guards, AssertableApplicationContext context) throws IOException;

	}

}
