package io.resiliencestarter.breaker;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.client.HttpClientErrorException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link Guard} and {@link Fallback}.
 */
@ExtendWith(QuietBreakers.class)
class GuardTests {

	private final ManualTime time = new ManualTime();

	private final Breaker breaker = this.time.breakers(CircuitBreakerRegistry.ofDefaults())
		.add("mail", BreakerKind.CUSTOM, BreakerSettings.inARow(2, Duration.ofSeconds(30), 1));

	private final Guard guard = new Guard("mail", this.breaker, new GuardFailures(ExceptionRules.none()),
			Duration.ofSeconds(1));

	@Test
	void returnsWhatTheCallReturns() {
		String result = this.guard.call(() -> "sent");
		assertThat(result).isEqualTo("sent");
		this.guard.run(() -> {
		});
		assertThat(calls()).isEqualTo(new CallCounts(2, 0, 0, 0, 0));
	}

	@Test
	void throwsWhatTheCallThrows() {
		assertThatExceptionOfType(IOException.class).isThrownBy(this::sendInVain).withMessage("broken");
		assertThat(calls()).isEqualTo(new CallCounts(0, 1, 0, 0, 0));
	}

	/** Compiles only if the guard throws nothing else. */
	private void sendInVain() throws IOException {
		this.guard.run(() -> {
			throw new IOException("broken");
		});
	}

	@Test
	void openBreakerRejectsWithoutCall() {
		open();
		List<String> made = new ArrayList<>();
		assertThatExceptionOfType(CallNotPermittedException.class)
			.isThrownBy(() -> this.guard.call(() -> made.add("sent")));
		assertThat(made).isEmpty();
		assertThat(calls().rejected()).isOne();
		this.time.advance(Duration.ofSeconds(31));
		assertThat(this.guard.call(() -> made.add("sent"))).isTrue();
		assertThat(this.breaker.state()).isEqualTo("closed");
	}

	@Test
	void interruptSaysNothing() {
		assertNoFallback(InterruptedException::new);
		assertNoFallback(() -> new IllegalStateException(new InterruptedException()));
		Thread.currentThread().interrupt();
		assertNoFallback(SocketTimeoutException::new);
		assertThat(Thread.interrupted()).isTrue();
		assertThat(calls()).isEqualTo(new CallCounts(3, 0, 3, 0, 0));
	}

	@Test
	void errorsOfTrialCallsGiveThePermitBack() {
		open();
		this.time.advance(Duration.ofSeconds(31));
		for (int call = 0; call < 3; call++) {
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> this.guard.run(() -> {
				throw new AssertionError();
			}));
		}
		assertThat(this.breaker.state()).isEqualTo("half-open");
		this.guard.run(() -> {
		});
		assertThat(this.breaker.state()).isEqualTo("closed");
	}

	@Test
	void fallbackIsAskedWhileUnavailable() throws Exception {
		assertThat(this.guard.call(GuardTests::refused, (why) -> "queued: " + why.getMessage()))
			.isEqualTo("queued: refused");
		assertThat(this.guard.call(GuardTests::unknown, (why) -> "queued")).isEqualTo("queued");
		assertThat(this.guard.call(GuardTests::refused, (why) -> why.getClass().getSimpleName()))
			.isEqualTo("CallNotPermittedException");
		List<Exception> queued = new ArrayList<>();
		this.guard.run(GuardTests::refused, queued::add);
		assertThat(queued).singleElement().isInstanceOf(CallNotPermittedException.class);
		assertThat(calls()).isEqualTo(new CallCounts(0, 2, 0, 0, 2));
	}

	@Test
	void fallbackIsNotAskedAboutMistakesOfTheCode() {
		assertNoFallback(NullPointerException::new);
		assertNoFallback(IllegalArgumentException::new);
		assertNoFallback(() -> HttpClientErrorException.create(HttpStatusCode.valueOf(404), "", HttpHeaders.EMPTY,
				new byte[0], null));
	}

	private void assertNoFallback(Supplier<? extends Exception> failure) {
		Exception thrown = failure.get();
		this.breaker.acquire().success();
		assertThat(catchThrowable(() -> this.guard.call(() -> {
			throw thrown;
		}, (why) -> "queued"))).isSameAs(thrown);
	}

	@Test
	void callsOfAnythingElseHaveFallbacksToo() throws Exception {
		open();
		assertThat(Fallback.call(() -> this.guard.call(() -> "rates"), (why) -> "old")).isEqualTo("old");
		assertThat(Fallback.call(GuardTests::refused, (why) -> "old")).isEqualTo("old");
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> Fallback.call(GuardTests::unknown, (why) -> "old"));
	}

	@Test
	void unguardedCallsHaveFallbacksToo() throws Exception {
		Guard unguarded = Guard.unguarded("mail");
		for (int call = 0; call < 10; call++) {
			assertThat(unguarded.call(GuardTests::refused, (why) -> "queued")).isEqualTo("queued");
		}
		assertThat(unguarded.call(() -> "sent")).isEqualTo("sent");
	}

	private static String refused() throws ConnectException {
		throw new ConnectException("refused");
	}

	private static String unknown() {
		throw new IllegalStateException("closed");
	}

	private void open() {
		for (int call = 0; call < 2; call++) {
			assertThat(catchThrowable(() -> this.guard.call(GuardTests::refused))).isNotNull();
		}
		assertThat(this.breaker.state()).isEqualTo("open");
	}

	private CallCounts calls() {
		return this.breaker.snapshot().calls();
	}

}
