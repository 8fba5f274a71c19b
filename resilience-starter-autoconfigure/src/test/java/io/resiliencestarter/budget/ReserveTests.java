package io.resiliencestarter.budget;

import java.util.Objects;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Reserve}.
 */
class ReserveTests {

	@ParameterizedTest
	@CsvSource({ "10%, 97, 10", "10%, 100, 10", "7%, 100, 7", "10%, 101, 11", "0%, 97, 0", "99%, 2, 2",
			"99%, 1000, 990", "50 %, 9, 5", "10, 97, 10", "0, 97, 0", "200, 97, 97", "' 5 ', 97, 5" })
	void isRoundedUpAndNeverMoreThanThereIs(String text, int limit, int reserve) {
		assertThat(Objects.requireNonNull(Reserve.parse(text)).of(limit)).isEqualTo(reserve);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "ten", "-1", "-5%", "100%", "250%", "10.5", "10%%", "%", "1e3", "12345678" })
	void whatIsNoNumberAndNoPercentageIsNone(String text) {
		assertThat(Reserve.parse(text)).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "10%, 10%", "' 5 ', 5", "50 %, 50%" })
	void isWrittenAsItIsRead(String text, String written) {
		assertThat(Reserve.parse(text)).hasToString(written);
	}

}
