package io.resiliencestarter.pool;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PoolTimes}.
 */
class PoolTimesTests {

	private static final long START = 1_000_000;

	private static final long STEP = 50_000_000;

	private final PoolTimes times = new PoolTimes(START);

	private long now = START;

	@Test
	void shortWaitsAndHoldsAreCountedOnceAStep() {
		tick(10, 7);
		assertCounts(10, 7);
		tick(10, 7);
		assertCounts(10, 7);
		tick(12, 12);
		assertCounts(12, 12);
		assertThat(this.times.acquire().totalNanos()).isZero();
		assertThat(this.times.hold().totalNanos()).isZero();
	}

	@Test
	void longWaitsAndHoldsAreNotCountedTwice() {
		this.times.longWait(3 * STEP);
		this.times.longHold(2 * STEP);
		this.times.longHold(4 * STEP);
		assertCounts(1, 2);
		tick(10, 7);
		assertCounts(10, 7);
		assertThat(this.times.acquire().totalNanos()).isEqualTo(3 * STEP);
		assertThat(this.times.hold().totalNanos()).isEqualTo(6 * STEP);
		assertThat(this.times.hold().summary().maxMs()).isEqualTo(200);
	}

	@Test
	void longWaitCanBeRecordedBeforeItsBorrowIsCounted() {
		this.times.longWait(STEP);
		tick(0, 0);
		assertCounts(1, 0);
		tick(1, 0);
		assertCounts(1, 0);
		tick(3, 1);
		assertCounts(3, 1);
	}

	@Test
	void returnsThatAreMadeOutLateAreNotCountedTwice() {
		tick(10, 9);
		tick(10, 8);
		tick(10, 10);
		assertCounts(10, 10);
	}

	@Test
	void poolThatMeasuresItselfIsTheOnlyOneToBeHeard() {
		assertThat(this.times.isExact()).isFalse();
		this.times.exact();
		this.times.acquired(1_500_000);
		this.times.held(7_000_000);
		this.times.longWait(STEP);
		this.times.longHold(STEP);
		tick(1, 1);
		assertThat(this.times.isExact()).isTrue();
		assertCounts(1, 1);
		assertThat(this.times.acquire().summary().maxMs()).isEqualTo(1.5);
		assertThat(this.times.hold().summary().maxMs()).isEqualTo(7);
	}

	@Test
	void whatThePoolMeasuresToBeTooShortToTellIsCountedOnceAStep() {
		this.times.exact();
		this.times.acquired(900);
		this.times.acquired(2_000);
		this.times.held(0);
		assertCounts(1, 0);
		tick(2, 1);
		assertCounts(2, 1);
		assertThat(this.times.acquire().totalNanos()).isEqualTo(2_000);
	}

	@Test
	void waitsInVainDoNotHideShortOnes() {
		this.times.exact();
		this.times.acquired(STEP);
		this.times.acquiredNothing();
		tick(3, 3);
		assertCounts(4, 3);
	}

	@Test
	void forgetsAfterAMinute() {
		this.times.longHold(STEP);
		tick(1, 1);
		this.now += 70_000_000_000L;
		tick(1, 1);
		assertThat(this.times.hold().summary().count()).isZero();
		assertThat(this.times.acquire().summary().count()).isZero();
	}

	private void tick(long acquired, long returned) {
		this.now += STEP;
		this.times.tick(this.now, acquired, returned);
	}

	private void assertCounts(long waits, long holds) {
		assertThat(this.times.acquire().count()).isEqualTo(waits);
		assertThat(this.times.hold().count()).isEqualTo(holds);
	}

}
