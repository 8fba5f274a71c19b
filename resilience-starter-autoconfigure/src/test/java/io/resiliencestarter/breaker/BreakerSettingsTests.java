package io.resiliencestarter.breaker;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.resiliencestarter.support.InvalidSettingException;
import io.resiliencestarter.support.SettingLayers;
import io.resiliencestarter.support.SettingLayers.Layer;
import org.junit.jupiter.api.Test;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link BreakerSettings} and {@link BreakerSettingsResolver}.
 */
class BreakerSettingsTests {

	private final BreakerProperties single = new BreakerProperties();

	private final BreakerProperties common = new BreakerProperties();

	@Test
	void defaults() {
		assertThat(resolve())
			.isEqualTo(new BreakerSettings(5, Duration.ofSeconds(30), 2, null, 100, 20, null, 0.8, null));
	}

	@Test
	void singleSettingWinsOverCommonOne() {
		this.common.setFailureThreshold(7);
		this.common.setOpenFor(Duration.ofSeconds(10));
		this.single.setFailureThreshold(3);
		assertThat(resolve().failureThreshold()).isEqualTo(3);
		assertThat(resolve().openFor()).isEqualTo(Duration.ofSeconds(10));
	}

	@Test
	void headerIsHeededOnlyIfThereIsALimit() {
		assertThat(BreakerSettingsResolver.retryAfterLimit(layers(this.single))).isNull();
		this.common.setRetryAfterLimit(Duration.ofMinutes(5));
		assertThat(BreakerSettingsResolver.retryAfterLimit(layers(this.single))).hasMinutes(5);
		this.single.setRetryAfterLimit(Duration.ZERO);
		assertThatExceptionOfType(InvalidSettingException.class)
			.isThrownBy(() -> BreakerSettingsResolver.retryAfterLimit(layers(this.single)))
			.withMessageStartingWith("'resilience.services.auth.retry-after-limit' is ");
	}

	@Test
	void minimumCallsFollowASmallWindow() {
		this.common.setWindow(10);
		assertThat(resolve().minimumCalls()).isEqualTo(10);
	}

	@Test
	void refusesMoreMinimumCallsThanTheWindowHolds() {
		this.common.setWindow(10);
		this.single.setMinimumCalls(11);
		assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(this::resolve)
			.withMessage("'resilience.services.auth.minimum-calls' is 11, but must be at most 10, "
					+ "the value of 'resilience.breaker.window'");
	}

	@Test
	void refusesValuesThatMakeNoSense() {
		assertRefused("failure-threshold", (properties) -> properties.setFailureThreshold(0));
		assertRefused("success-threshold", (properties) -> properties.setSuccessThreshold(-1));
		assertRefused("open-for", (properties) -> properties.setOpenFor(Duration.ZERO));
		assertRefused("failure-rate", (properties) -> properties.setFailureRate(50.0));
		assertRefused("window", (properties) -> properties.setWindow(0));
		assertRefused("minimum-calls", (properties) -> properties.setMinimumCalls(0));
		assertRefused("slow-call-threshold", (properties) -> properties.setSlowCallThreshold(Duration.ofSeconds(-1)));
		assertRefused("slow-call-rate", (properties) -> properties.setSlowCallRate(0.0));
	}

	private void assertRefused(String key, Consumer<BreakerProperties> wrong) {
		BreakerProperties properties = new BreakerProperties();
		wrong.accept(properties);
		assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(() -> resolve(properties))
			.withMessageStartingWith("'resilience.services.auth." + key + "' is ");
	}

	private BreakerSettings resolve() {
		return resolve(this.single);
	}

	private BreakerSettings resolve(BreakerProperties properties) {
		return BreakerSettingsResolver.resolve(layers(properties));
	}

	private SettingLayers<BreakerProperties> layers(BreakerProperties properties) {
		return new SettingLayers<>(new MockEnvironment(), List.of(new Layer<>("resilience.services.auth", properties),
				new Layer<>("resilience.breaker", this.common)));
	}

}
