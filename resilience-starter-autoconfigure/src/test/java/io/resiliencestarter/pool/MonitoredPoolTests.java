package io.resiliencestarter.pool;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MonitoredPool}.
 */
class MonitoredPoolTests {

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private final StubPool pool = new StubPool("orders");

	@Test
	void statusFollowsUtilization() {
		this.pool.setActive(6);
		assertThat(this.pool.snapshot(START).status()).isEqualTo(PoolStatus.HEALTHY);
		this.pool.setActive(9);
		assertThat(this.pool.snapshot(START).status()).isEqualTo(PoolStatus.WARNING);
		this.pool.setActive(10);
		assertThat(this.pool.snapshot(START).status()).isEqualTo(PoolStatus.CRITICAL);
	}

	@Test
	void poolThatNobodyUsedHasNotStarted() {
		this.pool.setStarted(false);
		assertThat(this.pool.snapshot(START).status()).isEqualTo(PoolStatus.NOT_STARTED);
	}

	@Test
	void remembersSinceWhenItIsCritical() {
		this.pool.setActive(10);
		this.pool.tick(START);
		this.pool.tick(START.plusSeconds(5));
		assertThat(this.pool.snapshot(START.plusSeconds(6)).criticalSince()).isEqualTo(START);
	}

	@Test
	void forgetsWhenItIsCriticalNoLonger() {
		this.pool.setActive(10);
		this.pool.tick(START);
		this.pool.setActive(1);
		this.pool.tick(START.plusSeconds(1));
		this.pool.setActive(10);
		this.pool.tick(START.plusSeconds(2));
		assertThat(this.pool.snapshot(START.plusSeconds(3)).criticalSince()).isEqualTo(START.plusSeconds(2));
	}

}
