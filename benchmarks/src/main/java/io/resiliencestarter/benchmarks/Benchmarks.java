package io.resiliencestarter.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmarks and prints their tables. Within a round each variant gets a JVM of
 * its own, one after the other; the next round begins with the next variant.
 */
public final class Benchmarks {

	private static final int ITERATIONS_A_SECOND = 2;

	private static final TimeValue ITERATION = TimeValue.milliseconds(1000 / ITERATIONS_A_SECOND);

	private final Suite suite;

	private final Arguments arguments;

	private Benchmarks(Suite suite, Arguments arguments) {
		this.suite = suite;
		this.arguments = arguments;
	}

	/**
	 * Run the benchmarks.
	 * @param args what to run; see {@link Arguments}
	 * @throws RunnerException if a benchmark fails
	 */
	public static void main(String... args) throws RunnerException {
		Arguments arguments = new Arguments(args);
		for (Suite suite : arguments.suites()) {
			System.out.println(new Benchmarks(suite, arguments).run().toMarkdown());
		}
		System.out.printf("JDK %s, %d cores, rounds: %d%n", Runtime.version().feature(),
				Runtime.getRuntime().availableProcessors(), arguments.rounds());
	}

	private Comparison run() throws RunnerException {
		List<? extends Variant> variants = this.arguments.variants(this.suite);
		List<Round> rounds = new ArrayList<>();
		List<Variant> rotated = new ArrayList<>(variants);
		for (int round = 1; round <= this.arguments.rounds(); round++) {
			for (int threads : this.arguments.threads(this.suite)) {
				System.err.printf("%s, round %d of %d%n", this.suite.id(), round, this.arguments.rounds());
				rounds.add(round(rotated, threads));
			}
			Collections.rotate(rotated, -1);
		}
		return new Comparison(this.suite.title(), variants, rounds);
	}

	private Round round(List<Variant> variants, int threads) throws RunnerException {
		Map<Variant, Cost> costs = new HashMap<>();
		for (Variant variant : variants) {
			Cost cost = Cost.of(new Runner(fork(variant, threads)).runSingle());
			System.err.printf("  threads: %d, %s: %s%n", threads, variant.id(), cost);
			costs.put(variant, cost);
		}
		return new Round(threads, costs);
	}

	private Options fork(Variant variant, int threads) {
		int iterations = this.arguments.seconds() * ITERATIONS_A_SECOND;
		return new OptionsBuilder().include(this.suite.benchmark())
			.param("variant", variant.name())
			.threads(threads)
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
