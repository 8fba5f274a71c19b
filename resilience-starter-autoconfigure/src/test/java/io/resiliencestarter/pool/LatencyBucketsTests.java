package io.resiliencestarter.pool;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link LatencyBuckets}.
 */
class LatencyBucketsTests {

	@Test
	void bucketsFollowEachOtherWithoutGap() {
		for (int i = 0; i < LatencyBuckets.COUNT; i++) {
			long smallest = LatencyBuckets.smallest(i);
			assertThat(LatencyBuckets.index(smallest)).isEqualTo(i);
			assertThat(LatencyBuckets.index(smallest - 1)).isEqualTo(Math.max(0, i - 1));
		}
	}

	@Test
	void middleIsCloseToEachDurationOfTheBucket() {
		for (int i = 0; i < LatencyBuckets.COUNT; i++) {
			double middle = LatencyBuckets.middle(i);
			double smallest = LatencyBuckets.smallest(i);
			double largest = 2 * middle - smallest - 1;
			assertThat(LatencyBuckets.index((long) largest)).isEqualTo(i);
			assertThat(middle / smallest).isCloseTo(1, within(0.032));
			assertThat(middle / largest).isCloseTo(1, within(0.032));
		}
	}

	@ParameterizedTest
	@CsvSource({ "-9223372036854775808, 0", "-1, 0", "0, 0", "1, 0", "1023, 0", "9223372036854775807, 511" })
	void whatIsTooShortOrTooLongGoesIntoTheOuterBuckets(long nanos, int index) {
		assertThat(LatencyBuckets.index(nanos)).isEqualTo(index);
	}

	@Test
	void spansAMicrosecondToAnHour() {
		assertThat(LatencyBuckets.smallest(1)).isLessThan(TimeUnit.MICROSECONDS.toNanos(2));
		assertThat(LatencyBuckets.smallest(LatencyBuckets.COUNT - 1)).isGreaterThan(TimeUnit.HOURS.toNanos(1));
	}

}
