package io.resiliencestarter.security;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import javax.sql.DataSource;

import com.example.shop.Borrower;
import io.resiliencestarter.TestApplication;
import io.resiliencestarter.breaker.Guard;
import io.resiliencestarter.breaker.Guards;
import io.resiliencestarter.testing.TestServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of names and texts that somebody has chosen to do harm.
 */
@ExtendWith(OutputCaptureExtension.class)
class HostileNamesIT {

	private static final String FORGED = "2026-11-28 WARN the log is forged";

	private static final String NAME = "\"'<script>alert(1)</script>\u001b[31m\r\n" + FORGED;

	private static final String HARMLESS = "\"'<script>alert(1)</script>_[31m__" + FORGED;

	@SuppressWarnings("NullAway.Init")
	private static TestApplication application;

	@BeforeAll
	static void start() {
		application = TestApplication.start(TestServers.postgres().properties(),
				"resilience.services[bad\"<script>].base-url=http://127.0.0.1:1", "resilience.db.echo=true",
				"resilience.breaker.failure-threshold=1", "resilience.db.pool-size=1", "resilience.db.max-overflow=0",
				"resilience.db.pool-timeout=250ms", "resilience.db.slow-hold-threshold=100ms",
				"resilience.db.leak-threshold=200ms");
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@Test
	void threadIsNamedOnOneLine(CapturedOutput output) throws Exception {
		DataSource dataSource = application.bean(DataSource.class);
		CountDownLatch seen = new CountDownLatch(1);
		Thread thread = new Thread(() -> hold(dataSource, seen), NAME);
		thread.start();
		await().until(() -> output.getOut().contains("suspected leak. " + HARMLESS));
		assertThat(catchThrowable(dataSource::getConnection)).hasMessageContaining("Longest holder: " + HARMLESS);
		JsonNode pool = application.get("/actuator/db-pool/dataSource");
		assertThat(pool.at("/holders/0/thread").asString()).isEqualTo(HARMLESS);
		assertPageIsHarmless();
		seen.countDown();
		thread.join(10_000);
		await().until(() -> output.getOut().contains("has come back"));
		assertNothingIsForged(output);
	}

	private static void hold(DataSource dataSource, CountDownLatch seen) {
		try (Connection connection = Borrower.borrow(dataSource)) {
			connection.isValid(1);
			seen.await();
		}
		catch (SQLException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void statementIsEchoedOnOneLine(CapturedOutput output) throws Exception {
		try (Connection connection = application.bean(DataSource.class).getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute("SELECT '" + NAME.replace("'", "") + "'");
		}
		assertThat(output.getOut()).contains("ms: SELECT '\"<script>alert(1)</script>_[31m " + FORGED);
		assertNothingIsForged(output);
	}

	@Test
	void guardAndItsFailureAreToldOnOneLine(CapturedOutput output) {
		Guard guard = application.bean(Guards.class).get(NAME);
		assertThat(catchThrowable(() -> guard.run(() -> {
			throw new IllegalStateException("\u001b[2J<script>\n" + FORGED);
		}))).isInstanceOf(IllegalStateException.class);
		assertThat(output.getOut()).contains("Breaker '" + HARMLESS + "' is open");
		JsonNode breaker = application.get("/actuator/breakers").path("breakers").path(NAME);
		assertThat(breaker.at("/lastFailure/error").asString()).isEqualTo("IllegalStateException: _[2J<script>");
		assertPageIsHarmless();
		assertNothingIsForged(output);
	}

	@Test
	void serviceIsToldAsItIs() {
		assertThat(application.get("/actuator/breakers").path("breakers").propertyNames()).contains("bad\"<script>");
		assertPageIsHarmless();
	}

	/**
	 * What a client sends is not repeated, and nothing that has a name is in the page
	 * itself: the script asks for it.
	 */
	private static void assertPageIsHarmless() {
		RestClient client = application.client();
		for (String accept : List.of("text/html", "text/html;level=\"<script>alert(1)\"")) {
			String page = String.valueOf(client.get()
				.uri("/actuator/resilience")
				.header("Accept", accept)
				.header("X-Forwarded-Prefix", "/\"><script>alert(1)</script>")
				.header("Referer", "http://<script>alert(1)</script>")
				.retrieve()
				.body(String.class));
			assertThat(page).contains("console.js").doesNotContain("alert(1)", "<script>");
		}
		assertThat(client.get()
			.uri("/actuator/resilience")
			.accept(MediaType.APPLICATION_JSON)
			.retrieve()
			.body(JsonNode.class)).isNotNull();
	}

	/**
	 * The logging library writes the name of the logging thread itself.
	 */
	private static void assertNothingIsForged(CapturedOutput output) {
		assertThat(output.getOut().lines()).noneMatch((line) -> line.startsWith(FORGED))
			.noneMatch((line) -> line.contains("\u001b[31m") || line.contains("\u001b[2J"));
	}

}
