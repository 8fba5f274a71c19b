package io.resiliencestarter.breaker;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for calls of a {@link Guard} that answer later, {@link ReactiveGuard} included.
 */
@ExtendWith(QuietBreakers.class)
class GuardAsyncTests {

	private static final Duration CANCEL_AFTER = Duration.ofSeconds(1);

	private final ManualTime time = new ManualTime();

	private final Breaker breaker = this.time.breakers(CircuitBreakerRegistry.ofDefaults())
		.add("mail", BreakerKind.CUSTOM, BreakerSettings.inARow(2, Duration.ofSeconds(30), 1));

	private final Guard guard = new Guard("mail", this.breaker, new GuardFailures(ExceptionRules.none()), CANCEL_AFTER);

	private final CompletableFuture<String> original = new CompletableFuture<>();

	@Test
	void outcomeOfTheFutureCounts() {
		CompletableFuture<String> call = this.guard.callAsync(() -> this.original);
		assertCounts(0, 0, 0, 0);
		this.original.complete("sent");
		assertThat(call).isCompletedWithValue("sent");
		assertCounts(1, 0, 0, 0);
	}

	@Test
	void failureOfTheFutureCountsWithoutItsWrapper() {
		CompletableFuture<String> call = this.guard.callAsync(() -> this.original.thenApply(String::trim));
		this.original.completeExceptionally(new IOException("broken"));
		assertThat(call).failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.havingCause()
			.isInstanceOf(IOException.class);
		assertCounts(0, 1, 0, 0);
		assertThat(this.breaker.snapshot().lastFailure()).extracting("type").isEqualTo("IOException");
	}

	@Test
	void failureToStartIsOneOfTheFuture() {
		CompletableFuture<String> call = this.guard.callAsync(() -> {
			throw new IllegalStateException("broken");
		});
		assertThat(call).isCompletedExceptionally();
		assertCounts(0, 1, 0, 0);
	}

	@Test
	void rejectionIsOneOfTheFuture() {
		open();
		assertThat(this.guard.callAsync(() -> this.original)).failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.havingCause()
			.isInstanceOf(CallNotPermittedException.class);
	}

	@Test
	void fallbackIsAskedWhileUnavailable() {
		CompletableFuture<String> call = this.guard.callAsync(() -> this.original, (why) -> "queued");
		this.original.completeExceptionally(new IOException("broken"));
		assertThat(call).isCompletedWithValue("queued");
		open();
		assertThat(this.guard.callAsync(() -> this.original, (why) -> "queued")).isCompletedWithValue("queued");
	}

	@Test
	void failureOfTheFallbackIsOneOfTheFuture() {
		CompletableFuture<String> call = this.guard.callAsync(() -> this.original, (why) -> {
			throw new IllegalStateException("full");
		});
		this.original.completeExceptionally(new IOException("broken"));
		assertThat(call).failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.withMessageContaining("full");
	}

	@Test
	void whoeverCancelsTheFutureCancelsTheOriginal() {
		this.guard.callAsync(() -> this.original).cancel(true);
		assertThat(this.original).isCancelled();
		assertCounts(0, 0, 1, 0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "future", "original", "mono", "flux" })
	void whoeverCancelsSoonSaysNothing(String kind) {
		for (int call = 0; call < 3; call++) {
			Runnable cancel = start(kind);
			this.time.advance(CANCEL_AFTER.minusNanos(1));
			cancel.run();
		}
		assertCounts(0, 0, 3, 0);
	}

	@ParameterizedTest
	@ValueSource(strings = { "future", "original", "mono", "flux" })
	void whoeverCancelsAfterLongSilenceCounts(String kind) {
		Runnable cancel = start(kind);
		this.time.advance(CANCEL_AFTER);
		cancel.run();
		assertCounts(0, 1, 0, 0);
		assertThat(this.breaker.snapshot().lastFailure()).extracting("message")
			.isEqualTo("Cancelled without an answer");
	}

	@ParameterizedTest
	@ValueSource(strings = { "future", "original", "mono", "flux" })
	void cancelledTrialCallsGiveThePermitBack(String kind) {
		open();
		this.time.advance(Duration.ofSeconds(31));
		for (int call = 0; call < 3; call++) {
			start(kind).run();
		}
		assertThat(this.breaker.state()).isEqualTo("half-open");
		this.guard.run(() -> {
		});
		assertThat(this.breaker.state()).isEqualTo("closed");
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	private Runnable start(String kind) {
		CompletableFuture<String> silent = new CompletableFuture<>();
		CompletionStage<String> stage = silent;
		switch (kind) {
			case "future" -> {
				CompletableFuture<String> call = this.guard.callAsync(() -> stage);
				return () -> call.cancel(true);
			}
			case "original" -> {
				this.guard.callAsync(() -> stage);
				return () -> silent.completeExceptionally(new CancellationException());
			}
			case "mono" -> {
				return ReactiveGuard.mono(this.guard, Mono.never()).subscribe()::dispose;
			}
			default -> {
				return ReactiveGuard.flux(this.guard, Flux.never()).subscribe()::dispose;
			}
		}
	}

	@Test
	void eachSubscriptionIsACall() {
		Mono<String> call = ReactiveGuard.mono(this.guard, Mono.just("sent"));
		assertCounts(0, 0, 0, 0);
		assertThat(call.repeat(2).collectList().block()).hasSize(3);
		assertThat(ReactiveGuard.mono(this.guard, Mono.empty()).block()).isNull();
		assertCounts(4, 0, 0, 0);
	}

	@Test
	void failureOfASubscriptionCounts() {
		Mono<String> call = ReactiveGuard.mono(this.guard, Mono.error(new IOException("broken")));
		assertThat(catchThrowable(() -> call.retry(5).block())).isInstanceOf(CallNotPermittedException.class);
		assertCounts(0, 2, 0, 4);
		assertThat(call.onErrorResume(this.guard::isUnavailable, (why) -> Mono.just("queued")).block())
			.isEqualTo("queued");
	}

	@Test
	void outcomeOfAStreamIsItsEnd() {
		stream((elements) -> elements.tryEmitComplete().orThrow());
		assertCounts(1, 0, 0, 0);
		stream((elements) -> elements.tryEmitError(new IOException("broken")).orThrow());
		assertCounts(1, 1, 0, 0);
	}

	private void stream(Consumer<Sinks.Many<String>> end) {
		Sinks.Many<String> elements = Sinks.many().unicast().onBackpressureBuffer();
		Disposable call = ReactiveGuard.flux(this.guard, elements.asFlux()).subscribe((element) -> {
		}, (failure) -> {
		});
		elements.tryEmitNext("one").orThrow();
		end.accept(elements);
		call.dispose();
	}

	@Test
	void streamThatIsCancelledInTheMiddleHasAnswered() {
		Flux<Integer> call = Flux.just(1).concatWith(Flux.never());
		assertThat(ReactiveGuard.flux(this.guard, call)
			.doOnNext((element) -> this.time.advance(CANCEL_AFTER))
			.take(1)
			.blockLast()).isOne();
		assertCounts(1, 0, 0, 0);
	}

	private void open() {
		while (this.breaker.isClosed()) {
			this.breaker.acquire().failure(new IOException("broken"));
		}
	}

	private void assertCounts(long successful, long failed, long ignored, long rejected) {
		assertThat(this.breaker.snapshot().calls()).isEqualTo(new CallCounts(successful, failed, ignored, 0, rejected));
	}

}
