package com.example.orders;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.resiliencestarter.diagnosis.Cause;
import io.resiliencestarter.support.VerdictDescriptor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.UseMainMethod;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The demonstration, which breaks the pool in each way that the starter tells apart.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, useMainMethod = UseMainMethod.ALWAYS, args = "--demo")
@DirtiesContext
class DemoIT {

	private static final Duration WAIT = Duration.ofSeconds(60);

	/** No line of code is to blame for those. */
	private static final Set<String> WITHOUT_CULPRIT = Set.of("pool-too-small", "server-limit", "database-down",
			"authentication", "slow-creation");

	private final RestTestClient client;

	private final DemoTour tour;

	@Autowired
	DemoIT(@LocalServerPort int port, DemoTour tour) {
		this.client = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
		this.tour = tour;
	}

	/**
	 * One mishap at a time.
	 */
	@BeforeEach
	void awaitEndOfTour() {
		await().atMost(Duration.ofMinutes(5)).until(this.tour.findings()::isDone);
	}

	@Test
	void tourFindsEachCauseAndUndoesIt() throws Exception {
		List<Finding> findings = this.tour.findings().get(0, TimeUnit.SECONDS);
		assertThat(findings).extracting(Finding::cause)
			.containsExactlyInAnyOrderElementsOf(
					Arrays.stream(Cause.values()).filter((cause) -> cause != Cause.NONE).map(Cause::label).toList());
		assertThat(findings).allSatisfy((finding) -> {
			VerdictDescriptor verdict = finding.verdict();
			assertThat(finding.isRight()).isTrue();
			assertThat(verdict).isNotNull();
			if (WITHOUT_CULPRIT.contains(finding.cause())) {
				assertThat(verdict.culprit()).isNull();
			}
			else {
				assertThat(verdict.culprit()).isNotNull();
				assertThat(verdict.culprit().site()).startsWith("com.example.orders.");
			}
			assertThat(finding.undoneAfter()).isLessThan(Duration.ofSeconds(30));
		});
	}

	@Test
	void buttonBreaksAndUndoesAndEndsWhatAnotherHasBegun() {
		press("authentication");
		assertThat(page()).contains(">Undo authentication<");
		awaitVerdict("authentication");
		press("slow-query");
		assertThat(page()).contains(">Undo slow-query<").doesNotContain(">Undo authentication<");
		awaitVerdict("slow-query");
		assertThat(page()).contains("com.example.orders.Mistakes.report(");
		press("slow-query");
		assertThat(page()).doesNotContain("Undo");
		awaitVerdict("none");
	}

	@Test
	void unknownButtonIsNotFound() {
		this.client.post().uri("/demo/none").exchange().expectStatus().isNotFound();
	}

	@Test
	void homeLinksToTheButtons() {
		this.client.get()
			.uri("/")
			.accept(MediaType.TEXT_HTML)
			.exchange()
			.expectBody(String.class)
			.value((page) -> assertThat(page).contains("<a href=\"demo\">"));
	}

	private void press(String cause) {
		this.client.post()
			.uri("/demo/{cause}", cause)
			.exchange()
			.expectStatus()
			.value((status) -> assertThat(status).isIn(200, 303));
	}

	private String page() {
		return String.valueOf(
				this.client.get().uri("/demo").exchange().expectBody(String.class).returnResult().getResponseBody());
	}

	private void awaitVerdict(String cause) {
		await().atMost(WAIT)
			.untilAsserted(() -> this.client.get()
				.uri("/actuator/db-pool/dataSource")
				.exchange()
				.expectBody()
				.jsonPath("$.verdict.cause")
				.isEqualTo(cause));
	}

}
