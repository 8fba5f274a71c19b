package com.example.orders;

import java.time.Duration;
import java.util.Map;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.UseMainMethod;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.cache.CacheManager;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The whole application on its own PostgreSQL, Redis and downstream services.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, useMainMethod = UseMainMethod.ALWAYS,
		properties = { "orders.traffic.enabled=false", "resilience.breaker.open-for=1s" })
class OrdersApplicationIT {

	private final RestTestClient client;

	private final CacheManager caches;

	private final DownstreamServers downstream;

	private final CircuitBreakerRegistry breakers;

	@Autowired
	OrdersApplicationIT(@LocalServerPort int port, CacheManager caches, DownstreamServers downstream,
			CircuitBreakerRegistry breakers) {
		this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
		this.caches = caches;
		this.downstream = downstream;
		this.breakers = breakers;
	}

	@AfterEach
	void allServicesAreHealthyAgain() {
		this.downstream.all().values().forEach((server) -> server.switchTo(DownstreamMode.HEALTHY));
		this.breakers.getAllCircuitBreakers().forEach(CircuitBreaker::reset);
	}

	@Test
	void orderIsPlacedDrawnAndDelivered() {
		Order order = place();
		assertThat(order.status()).isEqualTo(OrderStatus.PLACED);
		assertThat(post(order, "draw").status()).isEqualTo(OrderStatus.DRAWN);
		assertThat(post(order, "deliver").status()).isEqualTo(OrderStatus.DELIVERED);
		assertThat(get(order).status()).isEqualTo(OrderStatus.DELIVERED);
	}

	@Test
	void oneOrderIsReadThroughTheCache() {
		Order order = place();
		assertThat(get(order)).isEqualTo(order);
		assertThat(this.caches.getCache("orders")).satisfies((cache) -> {
			assertThat(cache).isNotNull();
			assertThat(cache.get(order.id(), Order.class)).isEqualTo(order);
		});
		assertThat(get(order)).isEqualTo(order);
	}

	@Test
	void latestOrdersAreListed() {
		Order order = place();
		this.client.get()
			.uri("/orders")
			.exchange()
			.expectBody(Order[].class)
			.value((orders) -> assertThat(orders).contains(order));
	}

	@Test
	void unknownOrderIsNotFound() {
		this.client.get().uri("/orders/0").exchange().expectStatus().isNotFound();
	}

	@Test
	void incompleteOrderIsRefused() {
		this.client.post()
			.uri("/orders")
			.contentType(MediaType.APPLICATION_JSON)
			.body(Map.of("customer", "ada"))
			.exchange()
			.expectStatus()
			.isBadRequest()
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo("'diagram' is missing");
	}

	@Test
	void failingServiceIsABadGatewayUntilItIsHealthyAgain() {
		Order order = place();
		switchTo("git-service", "failing");
		this.client.post()
			.uri("/orders/{id}/deliver", order.id())
			.exchange()
			.expectStatus()
			.isEqualTo(HttpStatus.BAD_GATEWAY)
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo("git-service did not do its part");
		switchTo("git-service", "healthy");
		assertThat(post(order, "deliver").status()).isEqualTo(OrderStatus.DELIVERED);
	}

	@Test
	void switchesAreListed() {
		switchTo("export-service", "refusing");
		this.client.get()
			.uri("/downstream")
			.exchange()
			.expectBody()
			.jsonPath("$['export-service'].mode")
			.isEqualTo("refusing")
			.jsonPath("$['ai-service'].mode")
			.isEqualTo("healthy");
	}

	@Test
	void unknownServiceOrModeIsRefused() {
		this.client.post().uri("/downstream/nobody/slow").exchange().expectStatus().isNotFound();
		this.client.post().uri("/downstream/ai-service/odd").exchange().expectStatus().isBadRequest();
	}

	@Test
	void rushShowsWhoHoldsTheConnectionsAndWhy() {
		switchTo("ai-service", "hanging");
		this.client.post().uri("/rush?customers=40").exchange().expectStatus().isAccepted();
		await().untilAsserted(() -> this.client.get()
			.uri("/actuator/db-pool/dataSource")
			.exchange()
			.expectBody()
			.jsonPath("$.status")
			.isEqualTo("critical")
			.jsonPath("$.waiters[0].from")
			.value(String.class, (from) -> assertThat(from).startsWith("com.example.orders."))
			.jsonPath("$.holders[0].doing")
			.isEqualTo("external-call")
			.jsonPath("$.holders[0].now")
			.value(String.class, (now) -> assertThat(now).startsWith("com.example.orders.DownstreamClient.call(")));
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> this.client.get()
				.uri("/actuator/db-pool/dataSource/incidents")
				.exchange()
				.expectBody()
				.jsonPath("$[0].verdict.cause")
				.isEqualTo("external-call")
				.jsonPath("$[0].verdict.summary")
				.value(String.class, (summary) -> assertThat(summary).contains("service 'ai-service'")));
		switchTo("ai-service", "healthy");
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> this.client.get()
				.uri("/actuator/db-pool/dataSource")
				.exchange()
				.expectBody()
				.jsonPath("$.holders.length()")
				.isEqualTo(0));
	}

	@Test
	void poolEndpointShowsTheSettings() {
		this.client.get()
			.uri("/actuator/db-pool")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.pools.dataSource.connections.max")
			.isEqualTo(30)
			.jsonPath("$.pools.dataSource.settings.minimumIdle.origin")
			.isEqualTo("resilience.db.pool-size");
	}

	@Test
	void redisEndpointShowsThePoolOfTheCache() {
		get(place());
		this.client.get()
			.uri("/actuator/redis-pool")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.pools.redisConnectionFactory.started")
			.isEqualTo(true)
			.jsonPath("$.pools.redisConnectionFactory.connections.max")
			.isEqualTo(50);
	}

	@Test
	void openBreakerAnswersAtOnceAndClosesByItself() {
		Order order = place();
		switchTo("export-service", "refusing");
		for (int call = 0; call < 5; call++) {
			deliver(order).expectStatus().isEqualTo(HttpStatus.BAD_GATEWAY);
		}
		deliver(order).expectStatus()
			.isEqualTo(HttpStatus.SERVICE_UNAVAILABLE)
			.expectHeader()
			.exists(HttpHeaders.RETRY_AFTER);
		this.client.get()
			.uri("/actuator/breakers/export-service")
			.exchange()
			.expectBody()
			.jsonPath("$.state")
			.isEqualTo("open")
			.jsonPath("$.calls.rejected")
			.isEqualTo(1)
			.jsonPath("$.transitions[0].reason")
			.isEqualTo("5 failures in a row, last: ConnectException");
		switchTo("export-service", "healthy");
		await().untilAsserted(() -> deliver(order).expectStatus().isOk());
		assertThat(post(order, "deliver").status()).isEqualTo(OrderStatus.DELIVERED);
		this.client.get()
			.uri("/actuator/breakers/export-service")
			.exchange()
			.expectBody()
			.jsonPath("$.state")
			.isEqualTo("closed");
	}

	@Test
	void homeSaysWhatCanBeTried() {
		this.client.get()
			.uri("/")
			.exchange()
			.expectBody(String.class)
			.value((text) -> assertThat(text).contains("POST /orders", "/actuator/db-pool"));
	}

	private Order place() {
		return body(this.client.post()
			.uri("/orders")
			.contentType(MediaType.APPLICATION_JSON)
			.body(Map.of("customer", "ada", "diagram", "engine"))
			.exchange());
	}

	private Order get(Order order) {
		return body(this.client.get().uri("/orders/{id}", order.id()).exchange());
	}

	private Order post(Order order, String step) {
		return body(this.client.post().uri("/orders/{id}/{step}", order.id(), step).exchange());
	}

	private RestTestClient.ResponseSpec deliver(Order order) {
		return this.client.post().uri("/orders/{id}/deliver", order.id()).exchange();
	}

	private void switchTo(String service, String mode) {
		this.client.post().uri("/downstream/{service}/{mode}", service, mode).exchange().expectStatus().isOk();
	}

	private static Order body(RestTestClient.ResponseSpec response) {
		Order order = response.expectStatus()
			.is2xxSuccessful()
			.expectBody(Order.class)
			.returnResult()
			.getResponseBody();
		assertThat(order).isNotNull();
		return order;
	}

}
