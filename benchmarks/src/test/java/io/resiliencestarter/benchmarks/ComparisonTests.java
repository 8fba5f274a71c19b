package io.resiliencestarter.benchmarks;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Comparison}.
 */
class ComparisonTests {

	@Test
	void comparesWithinARoundOnly() {
		Comparison comparison = new Comparison("Calls", List.of(BreakerVariant.ENGINE, BreakerVariant.OURS),
				List.of(round(2, new Cost(100, 50, 24), new Cost(150, 100, 48)),
						round(2, new Cost(400, 200, 24), new Cost(480, 240, 48)),
						round(2, new Cost(200, 100, 24), new Cost(220, 130, 48)),
						round(1, new Cost(10, 10, 24), new Cost(30, 20, 48))));
		assertThat(comparison.toMarkdown()).isEqualTo("""
				| Calls | 1 thread | 2 threads |
				| --- | --- | --- |
				| bare resilience4j | 10 ns · 1.00 × (1.00 ×) · 24 B | 200 ns · 1.00 × (1.00 ×) · 24 B |
				| **this starter** | 30 ns · 3.00 × (2.00 ×) · 48 B | 220 ns · 1.20 × (1.30 ×) · 48 B |
				""");
	}

	private static Round round(int threads, Cost engine, Cost ours) {
		return new Round(threads, Map.of(BreakerVariant.ENGINE, engine, BreakerVariant.OURS, ours));
	}

}
