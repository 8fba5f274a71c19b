package io.resiliencestarter.benchmarks;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReactiveVariant}.
 */
class ReactiveVariantTests {

	@ParameterizedTest
	@EnumSource
	void getsTheBody(ReactiveVariant variant) {
		try (ReactiveCalls calls = variant.open()) {
			assertThat(calls.call().readableByteCount()).isEqualTo(8);
		}
	}

}
