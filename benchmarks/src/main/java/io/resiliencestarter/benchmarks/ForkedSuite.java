package io.resiliencestarter.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * A benchmark of JMH. Within a round each variant gets a JVM of its own, one after the
 * other; the next round begins with the next variant.
 *
 * @param id the name by which the command line knows it
 * @param title what is measured
 * @param benchmark the name of the benchmark method
 * @param variants the variants, first the one that the others are compared with
 * @param threads the numbers of threads
 */
record ForkedSuite(String id, String title, String benchmark, List<? extends Variant> variants,
		List<Integer> threads) implements Suite {

	private static final int ITERATIONS_A_SECOND = 2;

	private static final TimeValue ITERATION = TimeValue.milliseconds(1000 / ITERATIONS_A_SECOND);

	@Override
	public String run(Arguments arguments) throws RunnerException {
		List<? extends Variant> asked = arguments.variants(this);
		List<Round> rounds = new ArrayList<>();
		List<Variant> rotated = new ArrayList<>(asked);
		for (int round = 1; round <= arguments.rounds(); round++) {
			for (int count : arguments.threads(this)) {
				System.err.printf("%s, round %d of %d%n", this.id, round, arguments.rounds());
				rounds.add(round(rotated, count, arguments));
			}
			Collections.rotate(rotated, -1);
		}
		return new Comparison(this.title, asked, rounds).toMarkdown();
	}

	private Round round(List<Variant> asked, int count, Arguments arguments) throws RunnerException {
		Map<Variant, Cost> costs = new HashMap<>();
		for (Variant variant : asked) {
			Cost cost = Cost.of(new Runner(fork(variant, count, arguments)).runSingle());
			System.err.printf("  threads: %d, %s: %s%n", count, variant.id(), cost);
			costs.put(variant, cost);
		}
		return new Round(count, costs);
	}

	private Options fork(Variant variant, int count, Arguments arguments) {
		int iterations = arguments.seconds() * ITERATIONS_A_SECOND;
		return new OptionsBuilder().include(Pattern.quote(this.benchmark) + "$")
			.param("variant", variant.name())
			.threads(count)
			.forks(1)
			.warmupIterations(iterations)
			.warmupTime(ITERATION)
			.measurementIterations(iterations)
			.measurementTime(ITERATION)
			.mode(Mode.Throughput)
			.timeUnit(TimeUnit.NANOSECONDS)
			.addProfiler(GCProfiler.class)
			.addProfiler(CpuTimeProfiler.class)
			.shouldFailOnError(true)
			.verbosity(VerboseMode.SILENT)
			.build();
	}

}
