package io.resiliencestarter.budget;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DemandWindow}, one of a minute.
 */
class DemandWindowTests {

	private static final long START = Long.MAX_VALUE - Duration.ofSeconds(20).toNanos();

	private final DemandWindow window = new DemandWindow(Duration.ofSeconds(60));

	@ParameterizedTest
	@CsvSource({ "0, 100, 0", "1, 100, 2", "3, 100, 4", "4, 100, 5", "10, 100, 13", "10, 12, 12" })
	void aQuarterMoreThanUsedIsWantedUpToTheMost(int used, int most, int wants) {
		observe(used, 0);
		assertThat(this.window.wants(most)).isEqualTo(wants);
	}

	@Test
	void nothingIsWantedBeforeAnythingIsUsed() {
		assertThat(this.window.wants(100)).isZero();
	}

	@Test
	void demandRisesAtOnceAndFallsAfterTheWindow() {
		observe(4, 0);
		observe(8, 1);
		assertThat(this.window.wants(100)).isEqualTo(10);
		observe(4, 30);
		observe(2, 60);
		assertThat(this.window.wants(100)).isEqualTo(10);
		observe(2, 61);
		assertThat(this.window.wants(100)).as("of the 4 at second 30").isEqualTo(5);
		observe(2, 90);
		assertThat(this.window.wants(100)).isEqualTo(3);
	}

	@Test
	void aPeakThatComesAgainCountsAnew() {
		observe(8, 0);
		observe(8, 50);
		observe(1, 109);
		assertThat(this.window.wants(100)).isEqualTo(10);
		observe(1, 110);
		assertThat(this.window.wants(100)).isEqualTo(2);
	}

	private void observe(int connections, int second) {
		this.window.observe(connections, START + Duration.ofSeconds(second).toNanos());
	}

}
