package io.resiliencestarter.db;

import com.zaxxer.hikari.metrics.IMetricsTracker;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import com.zaxxer.hikari.metrics.PoolStats;
import io.resiliencestarter.pool.PoolTimes;

/**
 * Passes on what HikariCP measures, and takes note of how long callers wait and hold.
 */
class TimedTrackerFactory implements MetricsTrackerFactory {

	private final MetricsTrackerFactory delegate;

	private final PoolTimes times;

	TimedTrackerFactory(MetricsTrackerFactory delegate, PoolTimes times) {
		this.delegate = delegate;
		this.times = times;
	}

	@Override
	public IMetricsTracker create(String poolName, PoolStats poolStats) {
		IMetricsTracker tracker = this.delegate.create(poolName, poolStats);
		this.times.exact();
		return new TimedTracker(tracker, this.times);
	}

	/**
	 * Measures as the tracker behind it does.
	 */
	private static final class TimedTracker implements IMetricsTracker {

		private final IMetricsTracker delegate;

		private final PoolTimes times;

		TimedTracker(IMetricsTracker delegate, PoolTimes times) {
			this.delegate = delegate;
			this.times = times;
		}

		@Override
		public void recordConnectionCreatedMillis(long millis) {
			this.delegate.recordConnectionCreatedMillis(millis);
		}

		@Override
		public void recordConnectionAcquiredNanos(long nanos) {
			this.times.acquired(nanos);
			this.delegate.recordConnectionAcquiredNanos(nanos);
		}

		@Override
		public void recordConnectionUsageMillis(long millis) {
			this.times.held(millis * 1_000_000);
			this.delegate.recordConnectionUsageMillis(millis);
		}

		@Override
		public void recordConnectionTimeout() {
			this.times.acquiredNothing();
			this.delegate.recordConnectionTimeout();
		}

		@Override
		public void close() {
			this.delegate.close();
		}

	}

}
