package io.resiliencestarter.support;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SettingFormat}.
 */
class SettingFormatTests {

	@ParameterizedTest
	@CsvSource({ "PT0S, 0ms", "PT0.25S, 250ms", "PT1.5S, 1500ms", "PT10S, 10s", "PT90S, 90s", "PT30M, 30m", "PT2H, 2h",
			"PT-0.001S, -1ms" })
	void rendersDurationInItsLargestWholeUnit(Duration duration, String text) {
		assertThat(SettingFormat.format(duration)).isEqualTo(text);
	}

}
