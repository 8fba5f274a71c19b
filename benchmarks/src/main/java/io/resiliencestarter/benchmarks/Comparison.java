package io.resiliencestarter.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The costs of variants. A ratio is that of two variants in the same round, since a
 * machine is not equally fast at all times.
 *
 * @param title what the variants do
 * @param variants the variants, first the one that the others are compared with
 * @param rounds what was measured
 */
record Comparison(String title, List<? extends Variant> variants, List<Round> rounds) {

	/**
	 * Return the medians of all rounds.
	 * @return a table in Markdown, a row for each variant and a column for each number of
	 * threads
	 */
	String toMarkdown() {
		StringBuilder table = new StringBuilder();
		table.append(row(this.title, (threads) -> (threads == 1) ? "1 thread" : threads + " threads"));
		table.append(row("---", (threads) -> "---"));
		this.variants.forEach((variant) -> table.append(row(variant.label(), (threads) -> cell(variant, threads))));
		return table.toString();
	}

	private String row(String first, IntFunction<String> cell) {
		return this.rounds.stream()
			.mapToInt(Round::threads)
			.distinct()
			.sorted()
			.mapToObj(cell)
			.collect(Collectors.joining(" | ", "| " + first + " | ", " |\n"));
	}

	private String cell(Variant variant, int threads) {
		return String.format(Locale.ROOT, "%.0f ns · %.2f × (%.2f ×) · %.0f B",
				median(threads, (round) -> round.figure(variant, Cost::cpuNanos)),
				median(threads, (round) -> ratio(round, variant, Cost::cpuNanos)),
				median(threads, (round) -> ratio(round, variant, Cost::wallNanos)),
				median(threads, (round) -> round.figure(variant, Cost::bytes)));
	}

	private double ratio(Round round, Variant variant, ToDoubleFunction<Cost> figure) {
		return round.figure(variant, figure) / round.figure(this.variants.get(0), figure);
	}

	private double median(int threads, ToDoubleFunction<Round> figure) {
		return Median.of(this.rounds.stream().filter((round) -> round.threads() == threads).mapToDouble(figure));
	}

}
