package io.resiliencestarter.benchmarks;

import org.openjdk.jmh.runner.RunnerException;

/**
 * Runs the benchmarks and prints their tables.
 */
public final class Benchmarks {

	private Benchmarks() {
	}

	/**
	 * Run the benchmarks.
	 * @param args what to run; see {@link Arguments}
	 * @throws RunnerException if a benchmark fails
	 */
	public static void main(String... args) throws RunnerException {
		Arguments arguments = new Arguments(args);
		for (Suite suite : arguments.suites()) {
			System.out.println(suite.run(arguments));
		}
		System.out.printf("JDK %s, %d cores, rounds: %d%n", Runtime.version().feature(),
				Runtime.getRuntime().availableProcessors(), arguments.rounds());
	}

}
