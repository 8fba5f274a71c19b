package io.resiliencestarter.pool;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MonitoredPool}.
 */
class MonitoredPoolTests {

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private final StubPool pool = new StubPool("orders");

	private final List<String> told = new ArrayList<>();

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
	void poolThatCannotBeReachedIsDownWhateverItsUtilization() {
		this.pool.setActive(1);
		this.pool.setDown(true);
		assertThat(this.pool.snapshot(START).status()).isEqualTo(PoolStatus.DOWN);
		this.pool.setStarted(false);
		assertThat(this.pool.snapshot(START).status()).isEqualTo(PoolStatus.DOWN);
	}

	@Test
	void remembersSinceWhenItIsCritical() {
		this.pool.setActive(10);
		tick(START);
		tick(START.plusSeconds(5));
		assertThat(this.pool.snapshot(START.plusSeconds(6)).criticalSince()).isEqualTo(START);
	}

	@Test
	void forgetsWhenItIsCriticalNoLonger() {
		this.pool.setActive(10);
		tick(START);
		this.pool.setActive(1);
		tick(START.plusSeconds(3));
		this.pool.setActive(10);
		tick(START.plusSeconds(4));
		assertThat(this.pool.snapshot(START.plusSeconds(4)).criticalSince()).isEqualTo(START.plusSeconds(4));
	}

	@Test
	void tellsEachChangeOnce() {
		this.pool.setActive(1);
		tick(START);
		this.pool.setActive(10);
		tick(START.plusMillis(500));
		tick(START.plusMillis(1000));
		this.pool.setActive(9);
		tick(START.plusMillis(4000));
		assertThat(this.told).containsExactly("not-started -> healthy", "healthy -> critical", "critical -> warning");
	}

	@Test
	void toldStatusDoesNotFlap() {
		for (int i = 0; i < 40; i++) {
			this.pool.setActive((i % 2 == 0) ? 10 : 8);
			tick(START.plusMillis(i * 500L));
		}
		assertThat(this.told).containsExactly("not-started -> critical");
	}

	private void tick(Instant now) {
		this.pool.tick(now, new PoolListener() {

			@Override
			public void statusChanged(MonitoredPool pool, PoolStatus from, PoolStatus to) {
				MonitoredPoolTests.this.told.add(from.label() + " -> " + to.label());
			}

		});
	}

}
