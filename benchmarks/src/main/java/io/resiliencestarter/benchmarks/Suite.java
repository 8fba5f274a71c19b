package io.resiliencestarter.benchmarks;

import java.util.List;

import org.openjdk.jmh.runner.RunnerException;

/**
 * Something that is measured, and what it compares.
 */
interface Suite {

	Suite POOLS = new ForkedSuite("pools", "Borrow and return, pool of " + PoolVariant.SIZE,
			PoolBenchmark.class.getName() + ".borrowAndReturn", List.of(PoolVariant.values()), List.of(1, 2, 8, 16));

	Suite CLOSED_BREAKERS = new ForkedSuite("closed-breakers", "Closed breaker, call that succeeds",
			BreakerBenchmark.class.getName() + ".closed", List.of(BreakerVariant.values()), List.of(1, 8));

	Suite OPEN_BREAKERS = new ForkedSuite("open-breakers", "Open breaker, call that is rejected",
			BreakerBenchmark.class.getName() + ".rejected", List.of(BreakerVariant.values()), List.of(1, 8));

	Suite REACTIVE_CALLS = new ForkedSuite("reactive-calls", "Reactive call that succeeds, without a network",
			ReactiveBenchmark.class.getName() + ".call", List.of(ReactiveVariant.values()), List.of(1, 8));

	Suite REQUESTS = new RequestSuite();

	Suite HELD_CALLS = new ForkedSuite("held-calls", "Look whether a caller of a service holds a connection",
			HeldCallBenchmark.class.getName() + ".call", List.of(HeldCallVariant.values()), List.of(1));

	Suite PRESSURE = new ForkedSuite("pressure", "Watching a pool of " + PressureVariant.SIZE + " for 1 ms",
			PressureBenchmark.class.getName() + ".pass", List.of(PressureVariant.values()), List.of(1));

	Suite REDIS = new ForkedSuite("redis", "GET of a small value from a Redis on this machine",
			RedisBenchmark.class.getName() + ".get", List.of(RedisVariant.values()), List.of(1, 8, 50));

	Suite REDIS_BESIDE_LARGE_VALUES = new ForkedSuite("redis-beside-large-values",
			"The same, beside a reader of values of 10 MB", RedisBenchmark.class.getName() + ".getBesideLargeValues",
			List.of(RedisVariant.values()), List.of(1));

	List<Suite> ALL = List.of(POOLS, CLOSED_BREAKERS, OPEN_BREAKERS, REACTIVE_CALLS, REQUESTS, HELD_CALLS, PRESSURE,
			REDIS, REDIS_BESIDE_LARGE_VALUES, new StartUpSuite());

	/**
	 * Return the name by which the command line knows it.
	 * @return the name, in lower case with dashes
	 */
	String id();

	/**
	 * Return what it compares.
	 * @return the variants, first the one that the others are compared with
	 */
	List<? extends Variant> variants();

	/**
	 * Return how many threads do it at a time.
	 * @return the numbers of threads
	 */
	List<Integer> threads();

	/**
	 * Measure.
	 * @param arguments what the command line asks for
	 * @return a table in Markdown
	 * @throws RunnerException if a benchmark fails
	 */
	String run(Arguments arguments) throws RunnerException;

}
