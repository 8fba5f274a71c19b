package io.resiliencestarter.db;

import java.time.Duration;

import com.example.catalog.CatalogApplication;
import io.resiliencestarter.TestApplication;
import io.resiliencestarter.testing.Callers;
import io.resiliencestarter.testing.TestServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Requests that wait for another server with a connection that JPA holds for them, and
 * what is said of them.
 */
class WebVerdictIT {

	private static final Duration WAIT = Duration.ofSeconds(30);

	private static TestApplication application;

	@BeforeAll
	static void start() {
		application = TestApplication.start(CatalogApplication.class, TestServers.postgres().properties(),
				"spring.jpa.hibernate.ddl-auto=update", "resilience.db.pool-size=3", "resilience.db.max-overflow=0",
				"resilience.db.pool-timeout=2s");
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@ParameterizedTest
	@CsvSource({ "/after/, ProductController.after, true", "/inside/, ProductService.nameWithPrice, false" })
	void callsWhileJpaHoldsTheConnection(String path, String caller, boolean openInView) throws Exception {
		try (Callers callers = new Callers(); SilentServer server = new SilentServer()) {
			callers.repeat(6, () -> application.client().get().uri(path + server.port()).retrieve().toBodilessEntity());
			await().atMost(WAIT).until(() -> verdict().at("/cause").asString().equals("external-call"));
			await().atMost(WAIT).until(() -> verdict().at("/culprit/share").asDouble() > 0.8);
			JsonNode verdict = verdict();
			assertThat(verdict.at("/culprit/site").asString()).startsWith("com.example.catalog.ProductService.price(");
			assertThat(verdict.at("/advice").toString().contains("spring.jpa.open-in-view=false"))
				.isEqualTo(openInView);
			assertThat(verdict.at("/advice").toString()).contains("Do not raise the pool");
			assertThat(holder().at("/stack").toString()).contains(caller);
			callers.stop();
		}
		await().atMost(WAIT).until(() -> verdict().at("/cause").asString().equals("none"));
	}

	private static JsonNode holder() {
		return application.get("/actuator/db-pool/dataSource").at("/holders/0");
	}

	private static JsonNode verdict() {
		return application.get("/actuator/db-pool/dataSource").at("/verdict");
	}

}
