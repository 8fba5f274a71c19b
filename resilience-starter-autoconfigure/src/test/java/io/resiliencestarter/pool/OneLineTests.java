package io.resiliencestarter.pool;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OneLine}.
 */
class OneLineTests {

	@Test
	void replacesLineBreaksAndEscapeCodes() {
		assertThat(OneLine.of("http-1\r\nWARN\u001b[31m\u2028\u0085\u0000")).isEqualTo("http-1__WARN_[31m___");
	}

	@Test
	void keepsAllElse() {
		assertThat(OneLine.of("<b> \"Größe\" \ud83d\ude80")).isEqualTo("<b> \"Größe\" \ud83d\ude80");
	}

}
