package io.resiliencestarter.breaker;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * A clock that only measures: a breaker must not stay open because somebody set the
 * machine's clock back.
 */
class SteadyClock extends Clock {

	private final LongSupplier nanoTime;

	SteadyClock(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
	}

	@Override
	public Instant instant() {
		return Instant.EPOCH.plusNanos(this.nanoTime.getAsLong());
	}

	@Override
	public ZoneId getZone() {
		return ZoneOffset.UTC;
	}

	@Override
	public Clock withZone(ZoneId zone) {
		return this;
	}

}
