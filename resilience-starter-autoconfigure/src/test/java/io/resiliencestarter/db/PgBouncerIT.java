package io.resiliencestarter.db;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;

import javax.sql.DataSource;

import com.example.shop.Borrower;
import io.resiliencestarter.TestApplication;
import io.resiliencestarter.testing.Callers;
import io.resiliencestarter.testing.TestServers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A pool behind a real PgBouncer, and what is said of it when it is dry.
 */
@EnabledIf("io.resiliencestarter.db.PgBouncer#isInstalled")
class PgBouncerIT {

	private static final Duration WAIT = Duration.ofSeconds(45);

	@TempDir
	private Path folder;

	@Test
	void clientLimitOfThePooler() throws Exception {
		try (PgBouncer pooler = start("max_client_conn = 2");
				TestApplication application = application(pooler);
				Callers callers = new Callers()) {
			callers.repeat(8, () -> query(application, 400));
			JsonNode verdict = verdict(application, "server-limit");
			assertThat(verdict.at("/evidence").toString()).contains("no more connections allowed (max_client_conn)");
			assertThat(verdict.at("/advice").toString()).contains("Do not raise the pool",
					"resilience.db.max-overflow=1");
		}
	}

	@Test
	void whatTheServerHasLeftIsNotWhatThePoolerLets() throws Exception {
		try (PgBouncer pooler = start("default_pool_size = 20");
				TestApplication application = application(pooler);
				Callers callers = new Callers()) {
			callers.repeat(40, () -> query(application, 50));
			JsonNode verdict = verdict(application, "pool-too-small");
			await().atMost(WAIT)
				.until(() -> pool(application).at("/verdict/evidence").toString().contains("a pooler is in between"));
			assertThat(pool(application).at("/verdict/advice").toString())
				.contains("how much room the server has is not known");
			assertThat(pool(application).at("/server").has("limit")).isFalse();
			assertThat(pool(application).at("/server/limitedBy").asString()).isEqualTo("pooler");
			assertThat(pool(application).at("/server/note").asString()).contains("a pooler is in between");
			assertThat(verdict.at("/advice").toString()).doesNotContain("connections free");
		}
	}

	private PgBouncer start(String setting) throws Exception {
		int server = Integer.parseInt(TestServers.postgres().url().replaceFirst(".*:(\\d+)/.*", "$1"));
		return PgBouncer.start(server, this.folder, "pool_mode = session", setting);
	}

	private static TestApplication application(PgBouncer pooler) {
		return TestApplication.start(
				new String[] { "spring.datasource.url=jdbc:postgresql://127.0.0.1:" + pooler.port() + "/postgres",
						"spring.datasource.username=postgres", "spring.datasource.password=postgres" },
				"resilience.db.pool-size=1", "resilience.db.max-overflow=2", "resilience.db.pool-timeout=2s",
				"resilience.db.breaker.enabled=false");
	}

	private static void query(TestApplication application, int millis) throws Exception {
		try (Connection connection = Borrower.borrow(application.bean(DataSource.class));
				Statement statement = connection.createStatement()) {
			statement.execute("SELECT pg_sleep(%s)".formatted(millis / 1000.0));
		}
	}

	private static JsonNode verdict(TestApplication application, String cause) {
		await().atMost(WAIT)
			.untilAsserted(() -> assertThat(pool(application).at("/verdict/cause").asString())
				.as(() -> pool(application).at("/verdict").toPrettyString())
				.isEqualTo(cause));
		return pool(application).at("/verdict");
	}

	private static JsonNode pool(TestApplication application) {
		return application.get("/actuator/db-pool/dataSource");
	}

}
