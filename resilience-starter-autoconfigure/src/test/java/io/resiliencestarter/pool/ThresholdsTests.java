package io.resiliencestarter.pool;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Thresholds}.
 */
class ThresholdsTests {

	@ParameterizedTest
	@CsvSource({ "0.0, HEALTHY", "0.699, HEALTHY", "0.70, WARNING", "0.90, WARNING", "0.901, CRITICAL",
			"1.0, CRITICAL" })
	void classifiesUtilization(double utilization, PoolStatus status) {
		assertThat(Thresholds.DEFAULT.classify(utilization)).isEqualTo(status);
	}

	@ParameterizedTest
	@CsvSource({ "0, 0.9", "0.9, 0.9", "0.95, 0.9", "0.5, 1.1", "NaN, 0.9", "0.5, NaN" })
	void rejectsThresholdsThatAreNotInOrder(double warning, double critical) {
		assertThatIllegalArgumentException().isThrownBy(() -> new Thresholds(warning, critical));
	}

}
