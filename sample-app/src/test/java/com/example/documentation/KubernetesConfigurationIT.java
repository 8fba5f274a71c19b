package com.example.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import com.example.orders.OrdersApplication;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The sample with the configuration that the manifests give it.
 */
class KubernetesConfigurationIT {

	@SuppressWarnings("NullAway.Init")
	private static ConfigurableApplicationContext context;

	@SuppressWarnings("NullAway.Init")
	private static RestTestClient management;

	@BeforeAll
	static void start(@TempDir Path folder) throws IOException {
		Files.writeString(folder.resolve("application.yml"), new KubernetesManifests().configuration());
		context = SpringApplication.from(OrdersApplication::main)
			.run("--spring.config.additional-location=file:" + folder + "/", "--server.port=0",
					"--management.server.port=0")
			.getApplicationContext();
		String port = context.getEnvironment().getRequiredProperty("local.management.port");
		management = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@Test
	void probesAreUpAndKnowNoPool() {
		HealthEndpointGroups groups = context.getBean(HealthEndpointGroups.class);
		for (String probe : new String[] { "liveness", "readiness" }) {
			management.get().uri("/actuator/health/{probe}", probe).exchange().expectStatus().isOk();
			assertThat(groups.get(probe)).satisfies((group) -> {
				assertThat(group).isNotNull();
				assertThat(group.isMember(probe + "State")).isTrue();
				assertThat(new String[] { "dbPool", "redisPool", "breakers", "db", "redis" })
					.noneMatch(group::isMember);
			});
		}
	}

	@Test
	void metersAreWhereTheMonitorLooks() {
		String path = new KubernetesManifests().get(ServiceMonitor.class).getSpec().getEndpoints().get(0).getPath();
		management.get()
			.uri(path)
			.exchange()
			.expectBody(String.class)
			.value((meters) -> assertThat(meters).contains("resilience_pool_utilization"));
	}

	@Test
	void connectionsAreLeasedInRedis() {
		await().atMost(Duration.ofSeconds(60))
			.untilAsserted(() -> management.get()
				.uri("/actuator/db-pool/dataSource")
				.exchange()
				.expectBody()
				.jsonPath("$.budget.mode")
				.isEqualTo("shared")
				.jsonPath("$.budget.instances")
				.isEqualTo(1));
	}

}
