package io.resiliencestarter.pool;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PoolStatus}.
 */
class PoolStatusTests {

	@Test
	void worstOfSeveralPoolsCounts() {
		assertThat(PoolStatus.worst(List.of(PoolStatus.NOT_STARTED, PoolStatus.WARNING, PoolStatus.HEALTHY)))
			.isEqualTo(PoolStatus.WARNING);
		assertThat(PoolStatus.worst(List.of(PoolStatus.CRITICAL, PoolStatus.DOWN))).isEqualTo(PoolStatus.DOWN);
	}

	@Test
	void withoutPoolsNothingHasStarted() {
		assertThat(PoolStatus.worst(List.of())).isEqualTo(PoolStatus.NOT_STARTED);
	}

	@Test
	void labelIsLowerCaseKebab() {
		assertThat(PoolStatus.NOT_STARTED.label()).isEqualTo("not-started");
	}

}
