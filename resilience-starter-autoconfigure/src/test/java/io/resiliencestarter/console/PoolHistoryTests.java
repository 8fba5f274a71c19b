package io.resiliencestarter.console;

import io.resiliencestarter.console.PoolHistory.Sample;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PoolHistory}.
 */
class PoolHistoryTests {

	@Test
	void keepsTheLatestSamplesInTheirOrder() {
		PoolHistory history = new PoolHistory(3);
		for (int i = 1; i <= 5; i++) {
			history.add(new Sample(i * 1000L, i, 10, i - 1, i / 2.0));
		}
		assertThat(history.after(0).at()).containsExactly(3000L, 4000L, 5000L);
		assertThat(history.after(0).active()).containsExactly(3, 4, 5);
		assertThat(history.after(0).acquireP95Ms()).containsExactly(1.5, 2.0, 2.5);
		assertThat(history.after(4000).at()).containsExactly(5000L);
		assertThat(history.after(4000).waiting()).containsExactly(4);
		assertThat(history.after(5000).max()).isEmpty();
	}

}
