package io.resiliencestarter.diagnosis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.resiliencestarter.pool.PoolSample;
import io.resiliencestarter.pool.Waiter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ThriftyView}.
 */
class ThriftyViewTests implements PoolView {

	private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

	private long now = Long.MAX_VALUE - 500 * MILLI;

	private long cpu;

	private long cost;

	private int samples;

	private final ThriftyView view = new ThriftyView(this, () -> this.now, () -> this.cpu);

	@Override
	public PoolSample sample() {
		this.samples++;
		this.cpu += this.cost;
		return new PoolSample(List.of(), this.samples, Duration.ZERO, 0, 0);
	}

	@Override
	public List<Waiter> waiters() {
		return List.of();
	}

	@Test
	void looksEachTimeWhileThatIsCheap() {
		this.cost = MILLI;
		look(200);
		assertThat(this.samples).isEqualTo(200);
	}

	@Test
	void looksLessOftenOnceItsCreditIsUsedUp() {
		this.cost = 10 * MILLI;
		look(400);
		assertThat(this.samples).as("200 s at one in 4 s, and those on credit").isBetween(50, 57);
	}

	@Test
	void beginsOnCredit() {
		this.cost = 10 * MILLI;
		look(6);
		assertThat(this.samples).isEqualTo(6);
	}

	@Test
	void getsCreditAgainAfterAPause() {
		this.cost = 10 * MILLI;
		look(100);
		this.now += 40_000 * MILLI;
		this.samples = 0;
		look(6);
		assertThat(this.samples).isEqualTo(6);
	}

	@Test
	void looksAtLeastEachFiveSeconds() {
		this.cost = 1000 * MILLI;
		look(21);
		assertThat(this.samples).isEqualTo(3);
	}

	@Test
	void lastSampleStandsForWhatIsNotLookedAt() {
		this.cost = 52 * MILLI;
		assertThat(this.view.sample().waiters()).isEqualTo(1);
		this.now += 500 * MILLI;
		assertThat(this.view.sample().waiters()).isEqualTo(1);
		this.now += 500 * MILLI;
		assertThat(this.view.sample().waiters()).isEqualTo(2);
	}

	private void look(int times) {
		for (int i = 0; i < times; i++) {
			this.view.sample();
			this.now += 500 * MILLI;
		}
	}

}
