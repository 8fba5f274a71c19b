package io.resiliencestarter.breaker;

import java.time.Duration;
import java.util.List;

import io.resiliencestarter.support.InvalidSettingException;
import io.resiliencestarter.support.Setting;
import io.resiliencestarter.support.SettingKey;
import io.resiliencestarter.support.SettingLayers;
import org.jspecify.annotations.Nullable;

/**
 * Finds the settings of a breaker in the order of precedence.
 */
public final class BreakerSettingsResolver {

	private static final int MAX_CALLS = 10_000;

	private static final SettingKey<BreakerProperties, Integer> FAILURE_THRESHOLD = calls(
			SettingKey.integer("failure-threshold", BreakerProperties::getFailureThreshold));

	private static final SettingKey<BreakerProperties, Duration> OPEN_FOR = time(
			SettingKey.duration("open-for", BreakerProperties::getOpenFor));

	private static final SettingKey<BreakerProperties, Integer> SUCCESS_THRESHOLD = calls(
			SettingKey.integer("success-threshold", BreakerProperties::getSuccessThreshold));

	private static final SettingKey<BreakerProperties, Double> FAILURE_RATE = SettingKey.share("failure-rate",
			BreakerProperties::getFailureRate);

	private static final SettingKey<BreakerProperties, Integer> WINDOW = calls(
			SettingKey.integer("window", BreakerProperties::getWindow));

	private static final SettingKey<BreakerProperties, Integer> MINIMUM_CALLS = calls(
			SettingKey.integer("minimum-calls", BreakerProperties::getMinimumCalls));

	private static final SettingKey<BreakerProperties, Duration> SLOW_CALL_THRESHOLD = time(
			SettingKey.duration("slow-call-threshold", BreakerProperties::getSlowCallThreshold));

	private static final SettingKey<BreakerProperties, Double> SLOW_CALL_RATE = SettingKey.share("slow-call-rate",
			BreakerProperties::getSlowCallRate);

	private static final SettingKey<BreakerProperties, Duration> CANCEL_AFTER = SettingKey
		.duration("cancel-after", BreakerProperties::getCancelAfter)
		.allow((time) -> !time.isNegative(), "a duration that is not negative, such as 1s");

	private static final SettingKey<BreakerProperties, Duration> RETRY_AFTER_LIMIT = time(
			SettingKey.duration("retry-after-limit", BreakerProperties::getRetryAfterLimit));

	private static final SettingKey<BreakerProperties, List<String>> FAILURE_EXCEPTIONS = SettingKey
		.list("failure-exceptions", BreakerProperties::getFailureExceptions);

	private static final SettingKey<BreakerProperties, List<String>> IGNORED_EXCEPTIONS = SettingKey
		.list("ignored-exceptions", BreakerProperties::getIgnoredExceptions);

	private BreakerSettingsResolver() {
	}

	/**
	 * Find the settings of a breaker.
	 * @param layers the places in which they can be made
	 * @return the settings
	 * @throws InvalidSettingException if one is not allowed
	 */
	public static BreakerSettings resolve(SettingLayers<BreakerProperties> layers) {
		Setting<Double> failureRate = layers.find(FAILURE_RATE);
		Setting<Integer> window = layers.get(WINDOW, 100);
		Setting<Duration> slowCallThreshold = layers.find(SLOW_CALL_THRESHOLD);
		return new BreakerSettings(layers.get(FAILURE_THRESHOLD, 5).value(),
				layers.get(OPEN_FOR, Duration.ofSeconds(30)).value(), layers.get(SUCCESS_THRESHOLD, 2).value(),
				(failureRate != null) ? failureRate.value() : null, window.value(), minimumCalls(layers, window),
				(slowCallThreshold != null) ? slowCallThreshold.value() : null, layers.get(SLOW_CALL_RATE, 0.8).value(),
				null);
	}

	/**
	 * Find the silence from which on a call that is cancelled is a failure.
	 * @param layers the places in which it can be set
	 * @return the time
	 * @throws InvalidSettingException if it is not allowed
	 */
	public static Duration cancelAfter(SettingLayers<BreakerProperties> layers) {
		return layers.get(CANCEL_AFTER, Duration.ofSeconds(1)).value();
	}

	/**
	 * Find the time up to which a breaker stays open as long as the service asks for.
	 * @param layers the places in which it can be set
	 * @return the time, or {@code null} if that is not heeded
	 * @throws InvalidSettingException if it is not allowed
	 */
	public static @Nullable Duration retryAfterLimit(SettingLayers<BreakerProperties> layers) {
		Setting<Duration> limit = layers.find(RETRY_AFTER_LIMIT);
		return (limit != null) ? limit.value() : null;
	}

	/**
	 * Find the rules for which exceptions count as failures.
	 * @param layers the places in which they can be set
	 * @return the rules
	 * @throws InvalidSettingException if one is not allowed
	 */
	public static ExceptionRules exceptionRules(SettingLayers<BreakerProperties> layers) {
		return ExceptionRules.of(layers.get(FAILURE_EXCEPTIONS, List.of()), layers.get(IGNORED_EXCEPTIONS, List.of()));
	}

	private static int minimumCalls(SettingLayers<BreakerProperties> layers, Setting<Integer> window) {
		Setting<Integer> minimumCalls = layers.get(MINIMUM_CALLS, Math.min(20, window.value()));
		if (minimumCalls.value() > window.value()) {
			throw new InvalidSettingException(minimumCalls.origin(), minimumCalls.value(),
					"at most %d, the value of '%s'".formatted(window.value(), window.origin()));
		}
		return minimumCalls.value();
	}

	static <P> SettingKey<P, Integer> calls(SettingKey<P, Integer> key) {
		return key.allow((calls) -> calls >= 1 && calls <= MAX_CALLS, "a whole number from 1 to " + MAX_CALLS);
	}

	static <P> SettingKey<P, Duration> time(SettingKey<P, Duration> key) {
		return key.allow((time) -> time.toMillis() >= 1, "a duration of at least 1ms, such as 30s");
	}

}
