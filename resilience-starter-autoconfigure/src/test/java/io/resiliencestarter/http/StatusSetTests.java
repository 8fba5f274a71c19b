package io.resiliencestarter.http;

import java.util.Arrays;
import java.util.List;

import io.resiliencestarter.support.InvalidSettingException;
import io.resiliencestarter.support.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link StatusSet}.
 */
class StatusSetTests {

	@Test
	void holdsNumbersClassesAndRanges() {
		StatusSet statuses = statuses("408", " 5XX", "420-422 ");
		assertThat(Arrays.stream(new int[] { 408, 420, 422, 500, 599 })).allMatch(statuses::contains);
		assertThat(Arrays.stream(new int[] { 200, 400, 407, 409, 419, 423, 499, 600 })).noneMatch(statuses::contains);
	}

	@Test
	void canBeEmpty() {
		assertThat(statuses().contains(500)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "6xx", "50", "5000", "503-500", "500-", "oops", "" })
	void refusesAnythingElse(String text) {
		assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(() -> statuses("500", text))
			.withMessageStartingWith("'resilience.breaker.failure-statuses' is " + text);
	}

	private StatusSet statuses(String... texts) {
		return StatusSet.of(Setting.of(List.of(texts), "resilience.breaker.failure-statuses"));
	}

}
