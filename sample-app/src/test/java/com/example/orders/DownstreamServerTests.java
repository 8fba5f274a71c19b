package com.example.orders;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link DownstreamServer}.
 */
class DownstreamServerTests {

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final DownstreamServer server = new DownstreamServer(this.executor);

	private final RestClient client = RestClient.create(this.server.url());

	@AfterEach
	void close() {
		this.server.close();
		this.executor.shutdownNow();
	}

	@Test
	void healthyServiceAnswers() {
		assertThat(call()).isEqualTo(HttpStatus.NO_CONTENT);
	}

	@Test
	void failingServiceAnswersWithAnError() {
		this.server.switchTo(DownstreamMode.FAILING);
		assertThat(call()).isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR);
	}

	@Test
	void slowServiceAnswersLate() {
		this.server.switchTo(DownstreamMode.SLOW);
		long start = System.nanoTime();
		assertThat(call()).isEqualTo(HttpStatus.NO_CONTENT);
		assertThat(System.nanoTime() - start).isGreaterThan(2_900_000_000L);
	}

	@Test
	void hangingServiceAnswersOnceItIsHealthyAgain() {
		this.server.switchTo(DownstreamMode.HANGING);
		CompletableFuture<HttpStatusCode> answer = CompletableFuture.supplyAsync(this::call);
		await().during(Duration.ofMillis(300)).until(() -> !answer.isDone());
		this.server.switchTo(DownstreamMode.HEALTHY);
		assertThat(answer).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(HttpStatus.NO_CONTENT);
	}

	@Test
	void refusingServiceClosesItsPortAndOpensItAgain() {
		String url = this.server.url();
		call();
		this.server.switchTo(DownstreamMode.REFUSING);
		assertThatExceptionOfType(ResourceAccessException.class).isThrownBy(this::call);
		this.server.switchTo(DownstreamMode.HEALTHY);
		assertThat(this.server.url()).isEqualTo(url);
		assertThat(call()).isEqualTo(HttpStatus.NO_CONTENT);
	}

	private HttpStatusCode call() {
		return this.client.post()
			.uri("/task")
			.body("subject")
			.exchange((request, response) -> response.getStatusCode());
	}

}
