package io.resiliencestarter.db;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.resiliencestarter.breaker.BreakerSettings;
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
 * @param maxWaiting the most callers that wait, zero for none, or {@code null} for no
 * limit
 * @param poolRecycle the age at which a connection is replaced, negative for never
 * @param keepalive the idle time after which a connection is probed, zero for never
 * @param echo whether SQL is logged
 * @param serverEvidence whether the server is asked what it is doing in trouble
 * @param session what each connection is opened with
 * @param holds what happens when a connection stays in use for long
 * @param thresholds the utilizations at which the status changes
 * @param breaker when callers are rejected because no connection can be opened, or
 * {@code null} for never
 */
record DbPoolSettings(Setting<DbProvider> provider, Setting<Integer> poolSize, Setting<Integer> maxOverflow,
		Setting<Duration> poolTimeout, @Nullable Setting<Integer> maxWaiting, Setting<Duration> poolRecycle,
		Setting<Duration> keepalive, Setting<Boolean> echo, Setting<Boolean> serverEvidence, SessionSettings session,
		HoldRules holds, Thresholds thresholds, @Nullable BreakerSettings breaker) {

	/**
	 * Return the most connections that the pool opens.
	 * @return the sum of pool size and overflow
	 */
	Setting<Integer> maximumPoolSize() {
		return new Setting<>(this.poolSize.value() + this.maxOverflow.value(),
				this.poolSize.origin() + " + " + this.maxOverflow.origin(),
				this.poolSize.explicit() || this.maxOverflow.explicit());
	}

	/**
	 * Return the settings that neither HikariCP nor the driver know.
	 * @return the settings, by the name that the endpoint shows
	 */
	Map<String, Setting<?>> ofStarter() {
		Map<String, Setting<?>> settings = new LinkedHashMap<>();
		settings.put("echo", this.echo);
		settings.put("serverEvidence", this.serverEvidence);
		settings.put("slowHoldThresholdMs", millis(this.holds.slowHoldThreshold()));
		settings.put("leakThresholdMs", millis(this.holds.leakThreshold()));
		if (this.holds.reclaimAfter() != null) {
			settings.put("reclaimAfterMs", millis(this.holds.reclaimAfter()));
		}
		if (this.maxWaiting != null) {
			settings.put("maxWaiting", this.maxWaiting);
		}
		return settings;
	}

	private static Setting<Long> millis(Setting<Duration> setting) {
		return setting.as(setting.value().toMillis());
	}

}
