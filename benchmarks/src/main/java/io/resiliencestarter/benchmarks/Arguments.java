package io.resiliencestarter.benchmarks;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.springframework.core.env.SimpleCommandLinePropertySource;

/**
 * What the command line asks for, as {@code --name=value}.
 */
final class Arguments {

	private static final Set<String> NAMES = Set.of("suites", "variants", "threads", "rounds", "seconds");

	private final SimpleCommandLinePropertySource source;

	/**
	 * Read the command line.
	 * @param args its words
	 * @throws IllegalArgumentException if there is one that is not known
	 */
	Arguments(String... args) {
		this.source = new SimpleCommandLinePropertySource(args);
		String[] known = NAMES.stream().filter(this.source::containsProperty).toArray(String[]::new);
		if (known.length != args.length) {
			throw new IllegalArgumentException("Known arguments: " + NAMES);
		}
	}

	/**
	 * Return the suites to run.
	 * @return all unless some are named
	 */
	List<Suite> suites() {
		return Suite.ALL.stream().filter((suite) -> isNamed("suites", suite.id())).toList();
	}

	/**
	 * Return the variants to compare.
	 * @param suite the suite
	 * @return all unless some are named; always the one that they are compared with
	 */
	List<? extends Variant> variants(Suite suite) {
		Variant first = suite.variants().get(0);
		return suite.variants()
			.stream()
			.filter((variant) -> variant.equals(first) || isNamed("variants", variant.id()))
			.toList();
	}

	/**
	 * Return the numbers of threads.
	 * @param suite the suite
	 * @return those of the suite unless others are named
	 */
	List<Integer> threads(Suite suite) {
		String threads = this.source.getProperty("threads");
		return (threads != null) ? Stream.of(threads.split(",")).map(Integer::valueOf).toList() : suite.threads();
	}

	/**
	 * Return how often each variant gets a JVM of its own.
	 * @return the rounds
	 */
	int rounds() {
		return number("rounds", 5);
	}

	/**
	 * Return how long each JVM warms up, and how long it then measures.
	 * @return the time in seconds
	 */
	int seconds() {
		return number("seconds", 2);
	}

	private int number(String name, int defaultValue) {
		String value = this.source.getProperty(name);
		return (value != null) ? Integer.parseInt(value) : defaultValue;
	}

	private boolean isNamed(String name, String id) {
		String ids = this.source.getProperty(name);
		return ids == null || List.of(ids.split(",")).contains(id);
	}

}
