package io.resiliencestarter.benchmarks;

import com.alibaba.csp.sentinel.slots.block.degrade.DegradeException;
import dev.failsafe.CircuitBreakerOpenException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThatException;
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
			assertThatException().isThrownBy(calls::beRejected)
				.isInstanceOfAny(CallNotPermittedException.class, CircuitBreakerOpenException.class,
						DegradeException.class);
		}
	}

}
