package io.resiliencestarter.breaker;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.netty.handler.timeout.ReadTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.mock.http.MockHttpInputMessage;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.UnknownHttpStatusCodeException;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Unavailable}.
 */
class UnavailableTests {

	@ParameterizedTest
	@MethodSource
	void isUnavailable(Throwable failure) {
		assertThat(Unavailable.test(failure)).isTrue();
	}

	static Stream<Throwable> isUnavailable() {
		CallNotPermittedException rejection = CallNotPermittedException
			.createCallNotPermittedException(CircuitBreaker.ofDefaults("auth"));
		return Stream.of(rejection, new IllegalStateException(rejection), new ConnectException("refused"),
				new ResourceAccessException("I/O error", new SocketTimeoutException("timed out")),
				new HttpTimeoutException("timed out"), new TimeoutException(),
				new ExecutionException(new IOException("reset")), new UncheckedIOException(new IOException("reset")),
				request(ReadTimeoutException.INSTANCE), status(503), status(500), statusOfWebClient(502),
				new UnknownHttpStatusCodeException(599, "", HttpHeaders.EMPTY, new byte[0], null),
				new RestClientException("Error while extracting response", unreadable(new IOException("truncated"))),
				new SQLTransientConnectionException("dry"), new SQLException("reset", "08006"),
				new CannotGetJdbcConnectionException("no", new SQLException("refused", "08001")),
				new RedisConnectionFailureException("refused"));
	}

	@ParameterizedTest
	@MethodSource
	void isNotUnavailable(Throwable failure) {
		assertThat(Unavailable.test(failure)).isFalse();
	}

	static Stream<Throwable> isNotUnavailable() {
		return Stream.of(new NullPointerException(), new IllegalStateException("closed"), status(404), status(429),
				statusOfWebClient(400), new SQLException("syntax", "42601"), new SQLException("no state"),
				new FileNotFoundException("template"), new NoSuchFileException("template"), new InterruptedException(),
				request(new ClosedByInterruptException()), unreadable(new IllegalArgumentException("no JSON")),
				new HttpMessageNotWritableException("no JSON", new IOException("no getter")), new StackOverflowError());
	}

	@Test
	void nobodyKnowsOnceInterrupted() {
		Thread.currentThread().interrupt();
		assertThat(Unavailable.test(new SocketTimeoutException())).isFalse();
		assertThat(Unavailable.test(status(503))).isFalse();
		assertThat(Thread.interrupted()).isTrue();
	}

	private static Throwable request(Throwable cause) {
		return new WebClientRequestException(cause, HttpMethod.GET, URI.create("http://auth"), HttpHeaders.EMPTY);
	}

	private static Throwable status(int status) {
		return (status >= 500)
				? HttpServerErrorException.create(HttpStatusCode.valueOf(status), "", HttpHeaders.EMPTY, new byte[0],
						null)
				: HttpClientErrorException.create(HttpStatusCode.valueOf(status), "", HttpHeaders.EMPTY, new byte[0],
						null);
	}

	private static Throwable statusOfWebClient(int status) {
		return WebClientResponseException.create(status, "", HttpHeaders.EMPTY, new byte[0], null);
	}

	private static Throwable unreadable(Throwable cause) {
		return new HttpMessageNotReadableException("unreadable", cause, new MockHttpInputMessage(new byte[0]));
	}

}
