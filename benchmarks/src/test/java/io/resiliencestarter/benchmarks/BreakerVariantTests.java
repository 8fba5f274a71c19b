package io.resiliencestarter.benchmarks;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link BreakerVariant}.
 */
class BreakerVariantTests {

	@ParameterizedTest
	@EnumSource
	void keepsOneBreakerClosedAndOneOpen(BreakerVariant variant) {
		try (GuardedCalls calls = variant.open()) {
			assertThatNoException().isThrownBy(calls::succeed);
			assertThatExceptionOfType(CallNotPermittedException.class).isThrownBy(calls::beRejected);
		}
	}

}
