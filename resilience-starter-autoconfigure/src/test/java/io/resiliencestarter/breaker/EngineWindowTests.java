package io.resiliencestarter.breaker;

import java.util.concurrent.TimeUnit;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EngineWindow}.
 */
class EngineWindowTests {

	private static final int SIZE = 5;

	private final CircuitBreaker engine = engine();

	private final EngineWindow window = new EngineWindow();

	@Test
	void hasOnlySuccessesOnceItIsFullOfThem() {
		succeed(SIZE - 1);
		assertThat(this.window.hasOnlySuccesses(this.engine)).isFalse();
		succeed(1);
		assertThat(this.window.hasOnlySuccesses(this.engine)).isTrue();
	}

	@Test
	void failureHasToLeaveItFirst() {
		succeed(SIZE);
		this.window.failure(this::fail);
		assertThat(this.window.hasOnlySuccesses(this.engine)).isFalse();
		succeed(SIZE - 1);
		assertThat(this.window.hasOnlySuccesses(this.engine)).isFalse();
		succeed(1);
		assertThat(this.window.hasOnlySuccesses(this.engine)).isTrue();
	}

	@Test
	void failureThatIsBeingRecordedIsNotOverlooked() {
		this.window.failure(() -> {
			succeed(SIZE);
			assertThat(this.window.hasOnlySuccesses(this.engine)).isTrue();
			fail();
		});
		assertThat(this.window.hasOnlySuccesses(this.engine)).isFalse();
	}

	@Test
	void thatOfAnotherEngineIsAnotherOne() {
		succeed(SIZE);
		assertThat(this.window.hasOnlySuccesses(engine())).isFalse();
	}

	@Test
	void whoListensIsToldEachSuccess() {
		succeed(SIZE);
		this.engine.getEventPublisher().onSuccess((event) -> {
		});
		assertThat(this.window.hasOnlySuccesses(this.engine)).isFalse();
		succeed(SIZE);
		assertThat(this.window.hasOnlySuccesses(this.engine)).isFalse();
	}

	private static CircuitBreaker engine() {
		return CircuitBreaker.of("auth",
				CircuitBreakerConfig.custom().slidingWindowSize(SIZE).minimumNumberOfCalls(SIZE).build());
	}

	private void succeed(int calls) {
		for (int call = 0; call < calls; call++) {
			this.window.success(this.engine, 0);
		}
	}

	private void fail() {
		this.engine.onError(0, TimeUnit.NANOSECONDS, new IllegalStateException());
	}

}
