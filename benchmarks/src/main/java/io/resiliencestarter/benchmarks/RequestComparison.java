package io.resiliencestarter.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * How long requests took. Compared are two in the same round, as everywhere here.
 *
 * @param variants the variants, first the one that the others are compared with
 * @param rounds what was measured
 */
record RequestComparison(List<RequestVariant> variants, List<? extends Map<RequestVariant, Latency>> rounds) {

	/**
	 * Return the medians of all rounds.
	 * @return a table in Markdown, and what it means for the starter
	 */
	String toMarkdown() {
		StringBuilder text = new StringBuilder("""
				| Request, one connection that is kept alive | p50 | more than the first | p99 | CPU |
				| --- | --- | --- | --- | --- |
				""");
		this.variants.forEach((variant) -> text.append(row(variant)));
		text.append('\n');
		bar(text, "An open breaker adds %.0f µs at the median to a constant 503 (bar: at most 30 µs).%n",
				RequestVariant.CONSTANT_503, RequestVariant.OPEN, (constant, open) -> open - constant);
		bar(text, "A downstream that hangs takes %.0f times as long as an open breaker (bar: at least 20 times).%n",
				RequestVariant.OPEN, RequestVariant.HANGING, (open, hanging) -> hanging / open);
		bar(text, "The starter adds %.0f µs at the median to a request whose downstream answers.%n",
				RequestVariant.WITHOUT_STARTER, RequestVariant.OURS, (without, ours) -> ours - without);
		return text.toString();
	}

	private String row(RequestVariant variant) {
		return String.format(Locale.ROOT, "| %s | %.0f µs | %.0f µs | %.0f µs | %.0f µs |%n", variant.label(),
				median(variant, Latency::p50), compare(this.variants.get(0), variant, (first, other) -> other - first),
				median(variant, Latency::p99), median(variant, Latency::cpu));
	}

	private double median(RequestVariant variant, ToDoubleFunction<Latency> figure) {
		return Median.of(this.rounds.stream().mapToDouble((round) -> figure(round, variant, figure)));
	}

	private void bar(StringBuilder text, String format, RequestVariant first, RequestVariant other,
			DoubleBinaryOperator operator) {
		if (this.variants.containsAll(List.of(first, other))) {
			text.append(String.format(Locale.ROOT, format, compare(first, other, operator)));
		}
	}

	private double compare(RequestVariant first, RequestVariant other, DoubleBinaryOperator operator) {
		return Median.of(this.rounds.stream()
			.mapToDouble((round) -> operator.applyAsDouble(figure(round, first, Latency::p50),
					figure(round, other, Latency::p50))));
	}

	private static double figure(Map<RequestVariant, Latency> round, RequestVariant variant,
			ToDoubleFunction<Latency> figure) {
		return figure.applyAsDouble(Objects.requireNonNull(round.get(variant)));
	}

}
