package io.resiliencestarter.breaker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds {@link Breaker} against {@link ReferenceBreaker} over random steps. Calls stay
 * open for a while, so that they end in other states than they began in; some never end.
 */
class BreakerModelTests {

	private static final int STEPS = 10_000;

	private static final Duration OPEN_FOR = Duration.ofSeconds(30);

	private final long seed = new Random().nextLong();

	private final Random random = new Random(this.seed);

	private final int failureThreshold = 1 + this.random.nextInt(6);

	private final int successThreshold = 1 + this.random.nextInt(4);

	private final ManualTime time = new ManualTime();

	private final Breaker breaker = this.time.breaker(new BreakerSettings(this.failureThreshold, OPEN_FOR,
			this.successThreshold, null, 100, 20, null, 0.8, null));

	private final ReferenceBreaker reference = new ReferenceBreaker(this.failureThreshold, OPEN_FOR,
			this.successThreshold);

	private final List<Call> calls = new ArrayList<>();

	private Duration now = Duration.ZERO;

	@RepeatedTest(20)
	void doesWhatTheReferenceDoes() {
		int halfOpen = 0;
		for (int step = 0; step < STEPS; step++) {
			String what = step();
			State state = this.breaker.snapshot().state();
			assertThat(state).as("seed %d, step %d, after %s", this.seed, step, what).isEqualTo(this.reference.state());
			halfOpen += (state == State.HALF_OPEN) ? 1 : 0;
		}
		assertThat(halfOpen).as("steps while half-open").isGreaterThan(STEPS / 100);
	}

	private String step() {
		int dice = this.random.nextInt(100);
		if (dice < 10) {
			Duration pause = Duration.ofMillis(this.random.nextInt(40_000));
			this.now = this.now.plus(pause);
			this.time.advance(pause);
			return "a pause";
		}
		if (dice < 55 || this.calls.isEmpty()) {
			return acquire();
		}
		return complete(this.calls.remove(this.random.nextInt(this.calls.size())));
	}

	private String acquire() {
		Integer expected = this.reference.acquire(this.now);
		Permit permit = tryAcquire();
		assertThat(permit != null).as("permitted, seed %d", this.seed).isEqualTo(expected != null);
		if (permit != null && expected != null) {
			this.calls.add(new Call(permit, expected));
		}
		return "a call";
	}

	private @Nullable Permit tryAcquire() {
		try {
			return this.breaker.acquire();
		}
		catch (CallNotPermittedException ex) {
			return null;
		}
	}

	private String complete(Call call) {
		int dice = this.random.nextInt(10);
		if (dice < 5) {
			call.permit().failure(new IllegalStateException());
			this.reference.failure(this.now);
			return "a failure";
		}
		if (dice < 8) {
			call.permit().success();
			this.reference.success();
			return "a success";
		}
		if (dice < 9) {
			call.permit().ignore();
			this.reference.ignore(call.period());
			return "an ignored call";
		}
		return "a call that never ends";
	}

	private record Call(Permit permit, int period) {
	}

}
