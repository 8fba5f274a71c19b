package io.resiliencestarter.pool;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StatusTracker}.
 */
class StatusTrackerTests {

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private final StatusTracker tracker = new StatusTracker();

	@Test
	void startsAsNotStarted() {
		assertThat(this.tracker.current()).isEqualTo(PoolStatus.NOT_STARTED);
		assertThat(this.tracker.criticalSince()).isNull();
	}

	@Test
	void getsWorseAtOnceAndTellsTheStatusBefore() {
		assertThat(this.tracker.observe(PoolStatus.HEALTHY, START)).isEqualTo(PoolStatus.NOT_STARTED);
		assertThat(this.tracker.observe(PoolStatus.CRITICAL, START)).isEqualTo(PoolStatus.HEALTHY);
		assertThat(this.tracker.current()).isEqualTo(PoolStatus.CRITICAL);
	}

	@Test
	void getsBetterOnlyAfterThreeSecondsInARow() {
		observe(PoolStatus.CRITICAL, 0);
		assertThat(observe(PoolStatus.HEALTHY, 2999)).isEqualTo(PoolStatus.CRITICAL);
		observe(PoolStatus.CRITICAL, 3000);
		assertThat(observe(PoolStatus.WARNING, 5999)).isEqualTo(PoolStatus.CRITICAL);
		assertThat(observe(PoolStatus.WARNING, 6000)).isEqualTo(PoolStatus.WARNING);
		assertThat(observe(PoolStatus.HEALTHY, 8999)).isEqualTo(PoolStatus.WARNING);
		assertThat(observe(PoolStatus.HEALTHY, 9000)).isEqualTo(PoolStatus.HEALTHY);
	}

	@Test
	void criticalSinceLastsThroughAnOutageAndAShortRelief() {
		observe(PoolStatus.CRITICAL, 0);
		observe(PoolStatus.DOWN, 1000);
		observe(PoolStatus.HEALTHY, 3000);
		observe(PoolStatus.CRITICAL, 4500);
		assertThat(this.tracker.current()).isEqualTo(PoolStatus.CRITICAL);
		assertThat(this.tracker.criticalSince()).isEqualTo(START);
	}

	@Test
	void criticalSinceEndsWithTheCrisis() {
		observe(PoolStatus.DOWN, 0);
		assertThat(this.tracker.criticalSince()).isEqualTo(START);
		observe(PoolStatus.WARNING, 3000);
		assertThat(this.tracker.criticalSince()).isNull();
		observe(PoolStatus.CRITICAL, 4000);
		assertThat(this.tracker.criticalSince()).isEqualTo(START.plusMillis(4000));
	}

	private PoolStatus observe(PoolStatus status, long millis) {
		this.tracker.observe(status, START.plusMillis(millis));
		return this.tracker.current();
	}

}
