package io.resiliencestarter.db;

import java.time.Duration;

import io.resiliencestarter.support.InvalidSettingException;
import io.resiliencestarter.support.Setting;
import io.resiliencestarter.support.SettingKey;
import io.resiliencestarter.support.SettingLayers;
import org.jspecify.annotations.Nullable;

/**
 * What happens when a connection stays in use for long. The rules are independent of each
 * other.
 *
 * @param slowHoldThreshold the time above which a hold is slow
 * @param leakThreshold the time above which a hold is suspected to be a leak
 * @param reclaimAfter the time above which the connection is taken back, or {@code null}
 * for never
 */
record HoldRules(Setting<Duration> slowHoldThreshold, Setting<Duration> leakThreshold,
		@Nullable Setting<Duration> reclaimAfter) {

	private static final SettingKey<DbPoolProperties, Duration> SLOW_HOLD_THRESHOLD = SettingKey
		.duration("slow-hold-threshold", DbPoolProperties::getSlowHoldThreshold)
		.allow((time) -> time.toMillis() >= 100, "a duration of at least 100ms, such as 5s");

	private static final SettingKey<DbPoolProperties, Duration> LEAK_THRESHOLD = SettingKey
		.duration("leak-threshold", DbPoolProperties::getLeakThreshold)
		.allow((time) -> time.toMillis() >= 100, "a duration of at least 100ms, such as 30s");

	private static final SettingKey<DbPoolProperties, Duration> RECLAIM_AFTER = SettingKey
		.duration("reclaim-after", DbPoolProperties::getReclaimAfter)
		.allow((time) -> time.toMillis() >= 1000, "a duration of at least 1s, such as 10m");

	/**
	 * Find the rules in the order of precedence.
	 * @param layers the places in which they can be made
	 * @return the rules
	 * @throws InvalidSettingException if a value is not allowed
	 */
	static HoldRules of(SettingLayers<DbPoolProperties> layers) {
		return new HoldRules(layers.get(SLOW_HOLD_THRESHOLD, Duration.ofSeconds(5)),
				layers.get(LEAK_THRESHOLD, Duration.ofSeconds(30)), layers.find(RECLAIM_AFTER));
	}

}
