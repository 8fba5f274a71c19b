package io.resiliencestarter.pool;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Keeps what is told of a status from flapping: it gets worse at once, and better only
 * after it has been better for a while. One thread observes, any thread reads.
 */
final class StatusTracker {

	private static final Duration CALM = Duration.ofSeconds(3);

	private volatile PoolStatus current = PoolStatus.NOT_STARTED;

	private volatile @Nullable Instant criticalSince;

	private Instant seen = Instant.EPOCH;

	/**
	 * Take note of the status as it is at this instant.
	 * @param status the status
	 * @param now the current instant
	 * @return the status before
	 */
	PoolStatus observe(PoolStatus status, Instant now) {
		PoolStatus before = this.current;
		if (status.compareTo(before) >= 0 || !now.isBefore(this.seen.plus(CALM))) {
			this.seen = now;
			change(status, now);
		}
		return before;
	}

	private void change(PoolStatus status, Instant now) {
		if (status.compareTo(PoolStatus.CRITICAL) < 0) {
			this.criticalSince = null;
		}
		else if (this.criticalSince == null) {
			this.criticalSince = now;
		}
		this.current = status;
	}

	PoolStatus current() {
		return this.current;
	}

	@Nullable Instant criticalSince() {
		return this.criticalSince;
	}

}
