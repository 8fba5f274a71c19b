package io.resiliencestarter.breaker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Holds {@link Breaker} against {@link ReferenceBreaker} over random steps. Calls stay
 * open for a while, so that they end in other states than they began in; some never end.
 * Now and then an operator acts, or somebody who knows the engine.
 */
@ExtendWith(QuietBreakers.class)
class BreakerModelTests {

	private static final int RUNS = 300;

	private static final int STEPS = 1000;

	private static final Duration OPEN_FOR = Duration.ofSeconds(30);

	private static final List<BreakerAction> ACTIONS = List.of(BreakerAction.of("open", null),
			BreakerAction.of("open", 1L), BreakerAction.of("open", 100_000L), BreakerAction.of("closed", null),
			BreakerAction.of("disabled", null));

	private static final List<Consumer<CircuitBreaker>> MEANS_OF_THE_ENGINE = List.of(
			CircuitBreaker::transitionToForcedOpenState, CircuitBreaker::transitionToDisabledState,
			CircuitBreaker::transitionToMetricsOnlyState, CircuitBreaker::transitionToClosedState);

	@Test
	void doesWhatTheReferenceDoes() {
		Random seeds = new Random();
		int transitions = 0;
		for (int run = 0; run < RUNS; run++) {
			transitions += new Run(seeds.nextLong()).run();
		}
		assertThat(transitions).as("changes of state").isGreaterThan(RUNS * 20);
	}

	/**
	 * One breaker and its reference.
	 */
	private static final class Run {

		private final long seed;

		private final Random random;

		private final ManualTime time = new ManualTime();

		private final CircuitBreakerRegistry registry = CircuitBreakerRegistry.ofDefaults();

		private final Breaker breaker;

		private final ReferenceBreaker reference;

		private final List<Call> calls = new ArrayList<>();

		private Duration now = Duration.ZERO;

		Run(long seed) {
			this.seed = seed;
			this.random = new Random(seed);
			int failureThreshold = 1 + this.random.nextInt(6);
			int successThreshold = 1 + this.random.nextInt(4);
			this.breaker = this.time.breakers(this.registry)
				.add("auth", BreakerKind.HTTP, new BreakerSettings(failureThreshold, OPEN_FOR, successThreshold, null,
						100, 20, null, 0.8, null));
			this.reference = new ReferenceBreaker(failureThreshold, OPEN_FOR, successThreshold);
		}

		int run() {
			int transitions = 0;
			State before = State.CLOSED;
			for (int step = 0; step < STEPS; step++) {
				String what = step();
				BreakerSnapshot snapshot = this.breaker.snapshot();
				State state = snapshot.state();
				Duration retryIn = this.reference.retryIn(this.now);
				if (state != this.reference.state() || !Objects.equals(snapshot.retryIn(), retryIn)) {
					fail("%s, retry in %s instead of %s, %s: seed %d, step %d, after %s", state, snapshot.retryIn(),
							this.reference.state(), retryIn, this.seed, step, what);
				}
				transitions += (state != before) ? 1 : 0;
				before = state;
			}
			return transitions;
		}

		private String step() {
			int dice = this.random.nextInt(100);
			if (dice < 10) {
				Duration pause = Duration.ofMillis(this.random.nextInt(40_000));
				this.now = this.now.plus(pause);
				this.time.advance(pause);
				return "a pause";
			}
			if (dice < 13) {
				return act(ACTIONS.get(this.random.nextInt(ACTIONS.size())));
			}
			if (dice < 14) {
				return useTheEngine();
			}
			if (dice < 55 || this.calls.isEmpty()) {
				return acquire();
			}
			return complete(this.calls.remove(this.random.nextInt(this.calls.size())));
		}

		private String act(BreakerAction action) {
			this.breaker.act(action);
			this.reference.set(action.state(), this.now, (action.time() != null) ? action.time() : OPEN_FOR);
			return action.toString();
		}

		private String useTheEngine() {
			CircuitBreaker engine = this.registry.circuitBreaker("http.auth");
			MEANS_OF_THE_ENGINE.get(this.random.nextInt(MEANS_OF_THE_ENGINE.size())).accept(engine);
			this.reference.set(engine.getState(), this.now, OPEN_FOR);
			return engine.getState() + " by the engine's own means";
		}

		private String acquire() {
			Integer expected = this.reference.acquire(this.now);
			Permit permit = tryAcquire();
			if ((permit != null) != (expected != null)) {
				fail("permitted: %s, seed %d", permit != null, this.seed);
			}
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
			int dice = this.random.nextInt(100);
			if (dice < 45) {
				return completeWithFailure(call.permit());
			}
			if (dice < 85) {
				call.permit().success();
				this.reference.success();
				return "a success";
			}
			if (dice < 99) {
				call.permit().ignore();
				this.reference.ignore(call.period());
				return "an ignored call";
			}
			return "a call that never ends";
		}

		private String completeWithFailure(Permit permit) {
			if (this.random.nextBoolean()) {
				permit.failure(new IllegalStateException());
				this.reference.failure(this.now, Duration.ZERO);
				return "a failure";
			}
			Duration asked = Duration.ofMillis(this.random.nextInt(100_000));
			permit.failure(new IllegalStateException(), asked);
			this.reference.failure(this.now, asked);
			return "a failure that asks for " + asked;
		}

	}

	private record Call(Permit permit, int period) {
	}

}
