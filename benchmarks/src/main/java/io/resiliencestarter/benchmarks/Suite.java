package io.resiliencestarter.benchmarks;

import java.util.List;

/**
 * A benchmark and what it compares.
 *
 * @param id the name by which the command line knows it
 * @param title what is measured
 * @param benchmark the name of the benchmark method
 * @param variants the variants, first the one that the others are compared with
 * @param threads the numbers of threads
 */
record Suite(String id, String title, String benchmark, List<? extends Variant> variants, List<Integer> threads) {

	static final Suite POOLS = new Suite("pools", "Borrow and return, pool of " + PoolVariant.SIZE,
			PoolBenchmark.class.getName() + ".borrowAndReturn", List.of(PoolVariant.values()), List.of(1, 2, 8, 16));

	static final Suite CLOSED_BREAKERS = new Suite("closed-breakers", "Closed breaker, call that succeeds",
			BreakerBenchmark.class.getName() + ".closed", List.of(BreakerVariant.values()), List.of(1, 8));

	static final Suite OPEN_BREAKERS = new Suite("open-breakers", "Open breaker, call that is rejected",
			BreakerBenchmark.class.getName() + ".rejected", List.of(BreakerVariant.values()), List.of(1, 8));

	static final Suite REACTIVE_CALLS = new Suite("reactive-calls", "Reactive call that succeeds, without a network",
			ReactiveBenchmark.class.getName() + ".call", List.of(ReactiveVariant.values()), List.of(1, 8));

	static final Suite HELD_CALLS = new Suite("held-calls", "Look whether a caller of a service holds a connection",
			HeldCallBenchmark.class.getName() + ".call", List.of(HeldCallVariant.values()), List.of(1));

	static final Suite PRESSURE = new Suite("pressure", "Watching a pool of " + PressureVariant.SIZE + " for 1 ms",
			PressureBenchmark.class.getName() + ".pass", List.of(PressureVariant.values()), List.of(1));

	static final List<Suite> ALL = List.of(POOLS, CLOSED_BREAKERS, OPEN_BREAKERS, REACTIVE_CALLS, HELD_CALLS, PRESSURE);

}
