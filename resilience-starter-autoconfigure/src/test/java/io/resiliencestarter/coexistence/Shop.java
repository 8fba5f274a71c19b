package io.resiliencestarter.coexistence;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.resiliencestarter.TestApplication;
import io.resiliencestarter.http.FaultyServer;
import io.resiliencestarter.http.FaultyServer.Answer;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.RestClient;

/**
 * An application that calls services of a server that fails: those that it has declared,
 * and the inventory, which it guards with resilience4j itself.
 */
final class Shop implements AutoCloseable {

	private static final List<String> SERVICES = List.of("auth", "git", "mail");

	private static final int MAX_FAILURES = 20;

	private final FaultyServer server = new FaultyServer();

	private final TestApplication application;

	private final RestClient client;

	private final RestClient unguarded;

	Shop(String... properties) {
		String[] services = SERVICES.stream()
			.map((name) -> "resilience.services." + name + ".base-url=" + this.server.url() + "/" + name)
			.toArray(String[]::new);
		String[] own = { "management.endpoint.breakers.access=unrestricted",
				"resilience4j.circuitbreaker.configs.default.sliding-window-size=1",
				"resilience4j.circuitbreaker.configs.default.minimum-number-of-calls=1",
				"resilience.breaker.failure-threshold=3",
				"resilience4j.circuitbreaker.instances.inventory.sliding-window-size=4",
				"resilience4j.circuitbreaker.instances.inventory.minimum-number-of-calls=4",
				"resilience4j.circuitbreaker.instances.inventory.register-health-indicator=true",
				"management.health.circuitbreakers.enabled=true" };
		this.application = TestApplication.start(Application.class, services,
				Stream.of(own, properties).flatMap(Stream::of).toArray(String[]::new));
		this.client = bean(RestClient.Builder.class).baseUrl(this.server.url()).build();
		this.unguarded = RestClient.create(this.server.url());
	}

	<T> T bean(Class<T> type) {
		return this.application.bean(type);
	}

	TestApplication application() {
		return this.application;
	}

	CircuitBreaker engine(String name) {
		return bean(CircuitBreakerRegistry.class).find(name).orElseThrow();
	}

	/**
	 * Call the inventory, which the application guards itself.
	 */
	@Nullable String callInventory() {
		return bean(Inventory.class).find(() -> this.unguarded.get().retrieve().body(String.class));
	}

	/**
	 * Call a declared service through a breaker of the application itself, which has the
	 * same name.
	 */
	@Nullable String callGitThroughTwoBreakers() {
		return bean(Inventory.class).git(() -> call("git"));
	}

	/**
	 * Call a declared service.
	 */
	@Nullable String call(String service) {
		return this.client.get().uri("/" + service + "/1").retrieve().body(String.class);
	}

	/**
	 * Let calls fail until a breaker rejects one.
	 * @param call makes one call
	 * @return how many came through
	 */
	int failUntilRejected(Runnable call) {
		this.server.answer(Answer.ERROR);
		int failures = 0;
		while (failures < MAX_FAILURES && !isRejected(call)) {
			failures++;
		}
		this.server.answer(Answer.OK);
		return failures;
	}

	private static boolean isRejected(Runnable call) {
		try {
			call.run();
			return false;
		}
		catch (CallNotPermittedException ex) {
			return true;
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	String stateOf(String name) {
		return this.application.get("/actuator/breakers/" + name).get("state").asString();
	}

	/**
	 * Return what the endpoint of resilience4j says of a breaker.
	 */
	String stateOfEngine(String name) {
		return this.application.get("/actuator/circuitbreakers")
			.get("circuitBreakers")
			.get(name)
			.get("state")
			.asString();
	}

	/**
	 * Return the types of the events that the endpoint of resilience4j shows of a
	 * breaker.
	 */
	List<String> events(String name) {
		return this.application.get("/actuator/circuitbreakerevents/" + name)
			.get("circuitBreakerEvents")
			.valueStream()
			.map((event) -> event.get("type").asString())
			.toList();
	}

	/**
	 * Return what the meters of a breaker of resilience4j say of its calls.
	 * @param name its name
	 * @return the number that each meter shows, by its kind: two if there are two
	 */
	Map<String, List<Double>> calls(String name) {
		Map<String, List<Double>> calls = new TreeMap<>();
		Stream.of("resilience4j.circuitbreaker.calls", "resilience4j.circuitbreaker.not.permitted.calls")
			.flatMap((meter) -> bean(MeterRegistry.class).find(meter).tag("name", name).meters().stream())
			.forEach((meter) -> calls
				.computeIfAbsent(String.valueOf(meter.getId().getTag("kind")), (kind) -> new ArrayList<>())
				.add(meter.measure().iterator().next().getValue()));
		return calls;
	}

	@Override
	public void close() {
		this.application.close();
		this.server.close();
	}

	/**
	 * Guarded by the application itself.
	 */
	static class Inventory {

		@io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker(name = "inventory")
		<T> T find(Supplier<T> call) {
			return call.get();
		}

		@io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker(name = "git")
		<T> T git(Supplier<T> call) {
			return call.get();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = { DataSourceAutoConfiguration.class, DataRedisAutoConfiguration.class,
			HibernateJpaAutoConfiguration.class })
	static class Application {

		@Bean
		Inventory inventory() {
			return new Inventory();
		}

	}

}
