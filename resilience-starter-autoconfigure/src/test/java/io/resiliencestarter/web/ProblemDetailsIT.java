package io.resiliencestarter.web;

import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.resiliencestarter.TestApplication;
import io.resiliencestarter.breaker.Guard;
import io.resiliencestarter.breaker.Guards;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.client.RestClient;
import org.springframework.web.server.ResponseStatusException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What an application on Tomcat and one on Netty answer while the service and the
 * database that they need are gone.
 */
@ParameterizedClass
@ValueSource(strings = { "servlet", "reactive" })
@ExtendWith(OutputCaptureExtension.class)
class ProblemDetailsIT {

	@SuppressWarnings("NullAway.Init") // before the first test of each type
	private static TestApplication application;

	/** Apache's client would wait for as long as Retry-After says, and try again. */
	@SuppressWarnings("NullAway.Init")
	private static RestClient client;

	private final String type;

	ProblemDetailsIT(String type) {
		this.type = type;
	}

	@BeforeParameterizedClassInvocation
	static void start(String type) {
		application = TestApplication.start(Application.class,
				new String[] { "spring.main.web-application-type=" + type,
						"resilience.services.auth-service.base-url=http://127.0.0.1:1",
						"resilience.services.auth-service.failure-threshold=1",
						"resilience.guards.mail.failure-threshold=1",
						"spring.datasource.url=jdbc:postgresql://127.0.0.1:1/app?password=hunter2",
						"resilience.db.pool-timeout=500ms", "resilience.db.breaker.failure-threshold=1",
						"resilience.db.breaker.open-for=60s" });
		client = RestClient.builder()
			.baseUrl("http://127.0.0.1:" + application.bean(Environment.class).getProperty("local.server.port"))
			.requestFactory(new JdkClientHttpRequestFactory())
			.build();
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		application.close();
	}

	@BeforeEach
	void openBreaker() {
		engine("http.auth-service").reset();
		assertThat(get("/call").getStatusCode().value()).as(this.type).isEqualTo(500);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/call", "/call-wrapped", "/call-later" })
	void serviceIsNotCalled(String path, CapturedOutput output) {
		ResponseEntity<String> answer = get(path);
		assertProblem(answer, "Service 'auth-service' is unavailable and is not called for now.");
		assertThat(retryAfter(answer)).isBetween(25, 30);
		assertThat(output).doesNotContain(CallNotPermittedException.class.getSimpleName());
	}

	@ParameterizedTest
	@ValueSource(strings = { "/query", "/transaction" })
	void databaseIsNotCalled(String path, CapturedOutput output) {
		await().atMost(Duration.ofSeconds(20)).until(() -> get("/query").getStatusCode().value() == 503);
		String before = output.getAll();
		ResponseEntity<String> answer = get(path);
		assertProblem(answer, "Database 'dataSource' is unavailable and is not called for now.");
		assertThat(retryAfter(answer)).isBetween(1, 60);
		assertThat(output.getAll().substring(before.length())).doesNotContain("BreakerOpenException", "\tat ");
	}

	@Test
	void nobodyKnowsUntilWhenABreakerIsForcedOpen() {
		engine("http.auth-service").transitionToForcedOpenState();
		ResponseEntity<String> answer = get("/call");
		assertProblem(answer, "Service 'auth-service' is unavailable and is not called for now.");
		assertThat(answer.getHeaders().containsHeader(HttpHeaders.RETRY_AFTER)).isFalse();
	}

	@Test
	void breakerOfTheApplicationItselfIsTold() {
		engine("payments").transitionToOpenState();
		ResponseEntity<String> answer = get("/pay");
		assertProblem(answer, "Dependency 'payments' is unavailable and is not called for now.");
		assertThat(answer.getHeaders().containsHeader(HttpHeaders.RETRY_AFTER)).isFalse();
	}

	@Test
	void dependencyThatIsNoServiceIsNotCalled() {
		assertThat(get("/mail").getStatusCode().value()).isEqualTo(500);
		ResponseEntity<String> answer = get("/mail");
		assertProblem(answer, "Dependency 'mail' is unavailable and is not called for now.");
		assertThat(retryAfter(answer)).isBetween(25, 30);
	}

	@Test
	void applicationComesFirst() {
		assertThat(get("/call-handled").getBody()).isEqualTo("handled by the controller");
		assertThat(get("/call-advised").getBody()).isEqualTo("handled by the advice");
		assertThat(get("/call-with-status").getStatusCode().value()).isEqualTo(502);
		assertThat(get("/call-with-annotation").getStatusCode().value()).isEqualTo(504);
	}

	private static void assertProblem(ResponseEntity<String> answer, String detail) {
		assertThat(answer.getStatusCode().value()).isEqualTo(503);
		assertThat(answer.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
		assertThat(answer.getHeaders().getContentLength()).isEqualTo(String.valueOf(answer.getBody()).length());
		assertThat(JsonMapper.shared().readTree(answer.getBody())).isEqualTo(JsonMapper.shared()
			.readTree("{\"status\": 503, \"title\": \"Service Unavailable\", \"detail\": \"%s\"}".formatted(detail)));
	}

	private static int retryAfter(ResponseEntity<String> answer) {
		return Integer.parseInt(String.valueOf(answer.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)));
	}

	private static CircuitBreaker engine(String name) {
		return application.bean(CircuitBreakerRegistry.class).circuitBreaker(name);
	}

	private static ResponseEntity<String> get(String path) {
		return client.get().uri(path).retrieve().onStatus((status) -> true, (request, response) -> {
		}).toEntity(String.class);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = HibernateJpaAutoConfiguration.class)
	@Import({ Caller.class, Calls.class, HandledCalls.class, AdvisedCalls.class, Advice.class, Queries.class,
			Mails.class })
	static class Application {

	}

	/**
	 * Calls the service.
	 */
	static class Caller {

		private final RestClient authService;

		Caller(@Qualifier("auth-service") RestClient authService) {
			this.authService = authService;
		}

		@Nullable String call() {
			return this.authService.get().retrieve().body(String.class);
		}

	}

	@RestController
	static class Calls {

		private final Caller caller;

		private final CircuitBreakerRegistry breakers;

		Calls(Caller caller, CircuitBreakerRegistry breakers) {
			this.caller = caller;
			this.breakers = breakers;
		}

		@GetMapping("/call")
		@Nullable String call() {
			return this.caller.call();
		}

		@GetMapping("/call-wrapped")
		@Nullable String callWrapped() {
			try {
				return this.caller.call();
			}
			catch (CallNotPermittedException ex) {
				throw new IllegalStateException("https://internal?token=hunter2", ex);
			}
		}

		@GetMapping("/call-later")
		CompletableFuture<@Nullable String> callLater() {
			return CompletableFuture.supplyAsync(this.caller::call);
		}

		@GetMapping("/call-with-status")
		@Nullable String callWithStatus() {
			try {
				return this.caller.call();
			}
			catch (CallNotPermittedException ex) {
				throw new ResponseStatusException(HttpStatus.BAD_GATEWAY, "no", ex);
			}
		}

		@GetMapping("/call-with-annotation")
		@Nullable String callWithAnnotation() {
			try {
				return this.caller.call();
			}
			catch (CallNotPermittedException ex) {
				throw new NoAnswerException(ex);
			}
		}

		@GetMapping("/pay")
		String pay() {
			return this.breakers.circuitBreaker("payments").executeSupplier(() -> "paid");
		}

	}

	@RestController
	static class HandledCalls {

		private final Caller caller;

		HandledCalls(Caller caller) {
			this.caller = caller;
		}

		@GetMapping("/call-handled")
		@Nullable String call() {
			return this.caller.call();
		}

		@ExceptionHandler(CallNotPermittedException.class)
		String handle() {
			return "handled by the controller";
		}

	}

	@RestController
	static class AdvisedCalls {

		private final Caller caller;

		AdvisedCalls(Caller caller) {
			this.caller = caller;
		}

		@GetMapping("/call-advised")
		@Nullable String call() {
			return this.caller.call();
		}

	}

	/**
	 * Handles everything.
	 */
	@RestControllerAdvice(assignableTypes = AdvisedCalls.class)
	static class Advice {

		@ExceptionHandler(Exception.class)
		String handle() {
			return "handled by the advice";
		}

	}

	@RestController
	static class Mails {

		private final Guard guard;

		Mails(Guards guards) {
			this.guard = guards.get("mail");
		}

		@GetMapping("/mail")
		void send() throws ConnectException {
			this.guard.run(() -> {
				throw new ConnectException("refused");
			});
		}

	}

	@RestController
	static class Queries {

		private final JdbcTemplate jdbc;

		private final TransactionOperations transactions;

		Queries(JdbcTemplate jdbc, TransactionOperations transactions) {
			this.jdbc = jdbc;
			this.transactions = transactions;
		}

		@GetMapping("/query")
		void query() {
			this.jdbc.execute("SELECT 1");
		}

		@GetMapping("/transaction")
		void queryInTransaction() {
			this.transactions.executeWithoutResult((status) -> query());
		}

	}

	/**
	 * Has a status.
	 */
	@ResponseStatus(HttpStatus.GATEWAY_TIMEOUT)
	static class NoAnswerException extends RuntimeException {

		NoAnswerException(Throwable cause) {
			super(cause);
		}

	}

}
