package io.resiliencestarter.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RequestComparison} and {@link Latency}.
 */
class RequestComparisonTests {

	@Test
	void comparesWithinARoundOnly() {
		RequestComparison comparison = new RequestComparison(List.of(RequestVariant.CONSTANT_503, RequestVariant.OPEN),
				List.of(round(70, 80), round(170, 190), round(75, 90)));
		assertThat(comparison.toMarkdown()).isEqualTo(
				"""
						| Request, one connection that is kept alive | p50 | more than the first | p99 | CPU |
						| --- | --- | --- | --- | --- |
						| answers a constant 503 | 75 µs | 0 µs | 150 µs | 225 µs |
						| **this starter**, the downstream's breaker is open: 503, `Retry-After` and problem | 90 µs | 15 µs | 180 µs | 270 µs |

						An open breaker adds 15 µs at the median to a constant 503 (bar: at most 30 µs).
						""");
	}

	@Test
	void latencyIsReadFromTheSortedTimes() {
		assertThat(Latency.of(LongStream.rangeClosed(1, 1000).map((number) -> (1001 - number) * 1000), 3_000_000))
			.isEqualTo(new Latency(500, 990, 3));
		assertThat(Latency.of(LongStream.of(7000), 9000)).isEqualTo(new Latency(7, 7, 9));
	}

	private static Map<RequestVariant, Latency> round(double constant, double open) {
		return Map.of(RequestVariant.CONSTANT_503, new Latency(constant, constant * 2, constant * 3),
				RequestVariant.OPEN, new Latency(open, open * 2, open * 3));
	}

}
