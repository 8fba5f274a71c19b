package io.resiliencestarter.db;

import java.time.Duration;

import io.resiliencestarter.pool.Thresholds;
import io.resiliencestarter.support.Setting;
import org.jspecify.annotations.Nullable;

/**
 * What the user asked of one database pool, with defaults filled in and each value
 * checked.
 *
 * @param provider the provider of the database
 * @param poolSize the connections kept
 * @param maxOverflow the connections above them under load
 * @param poolTimeout the wait for a connection
 * @param poolRecycle the age at which a connection is replaced, negative for never
 * @param connectTimeout the time that opening a connection may take
 * @param socketTimeout the time that a read may take, or {@code null} for no limit
 * @param keepalive the idle time after which a connection is probed, zero for never
 * @param thresholds the utilizations at which the status changes
 */
record DbPoolSettings(Setting<DbProvider> provider, Setting<Integer> poolSize, Setting<Integer> maxOverflow,
		Setting<Duration> poolTimeout, Setting<Duration> poolRecycle, Setting<Duration> connectTimeout,
		@Nullable Setting<Duration> socketTimeout, Setting<Duration> keepalive, Thresholds thresholds) {

	/**
	 * Return the most connections that the pool opens.
	 * @return the sum of pool size and overflow
	 */
	Setting<Integer> maximumPoolSize() {
		return new Setting<>(this.poolSize.value() + this.maxOverflow.value(),
				this.poolSize.origin() + " + " + this.maxOverflow.origin(),
				this.poolSize.explicit() || this.maxOverflow.explicit());
	}

}
