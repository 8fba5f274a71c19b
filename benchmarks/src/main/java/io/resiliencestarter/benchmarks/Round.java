package io.resiliencestarter.benchmarks;

import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * One fork of each variant, one after the other.
 *
 * @param threads the number of threads
 * @param costs the cost of each variant
 */
record Round(int threads, Map<Variant, Cost> costs) {

	double figure(Variant variant, ToDoubleFunction<Cost> figure) {
		return figure.applyAsDouble(Objects.requireNonNull(this.costs.get(variant)));
	}

}
