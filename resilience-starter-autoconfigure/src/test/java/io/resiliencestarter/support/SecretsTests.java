package io.resiliencestarter.support;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

/**
 * Tests for {@link Secrets} and {@link ErrorText}.
 */
class SecretsTests {

	@ParameterizedTest
	@CsvSource({ "http://me:pw@auth:80/a, http://***@auth:80/a", "jdbc:x://me:p/w?@db:1/a, jdbc:x://***@db:1/a",
			"jdbc:x://db:5432/a?user=me@corp, jdbc:x://db:5432/a?user=me@corp",
			"jdbc:x://[::1]:5432/a?user=me@corp, jdbc:x://[::1]:5432/a?user=me@corp",
			"jdbc:x://db/a?sslPassword=pw&b=c, jdbc:x://db/a?sslPassword=***&b=c",
			"jdbc:oracle:thin:me/pw@//db:1521/a, jdbc:oracle:thin:***@//db:1521/a",
			"jdbc:mysql:loadbalance://me:pw@a/c, jdbc:mysql:loadbalance://***@a/c", "api-key=pw;b, api-key=***;b",
			"role \"me\" does not exist, role \"me\" does not exist" })
	void masksWhatIsSecretOnly(String text, String masked) {
		assertThat(Secrets.mask(text)).isEqualTo(masked);
	}

	@ParameterizedTest
	@ValueSource(strings = { "//a:b", "jdbc:a:b", "password=", "//", "x" })
	void longMessageIsCutBetweenWordsAndTakesNoTime(String part) {
		String url = " http://me:" + "pw".repeat(1000) + "@auth";
		assertTimeout(Duration.ofSeconds(1), () -> {
			assertThat(ErrorText.of(new IllegalStateException(part.repeat(100_000)))).isEqualTo("…");
			assertThat(ErrorText.of(new IllegalStateException("no answer" + url + part.repeat(100_000))))
				.isEqualTo("no answer…");
		});
	}

	@Test
	void errorTextIsTheFirstLine() {
		assertThat(ErrorText.of(new IllegalStateException(" no //me:pw@auth\u001b\nmore"))).isEqualTo("no //***@auth_");
		assertThat(ErrorText.of(new IllegalStateException())).isEmpty();
		assertThat(ErrorText.withType(new IllegalStateException("no"))).isEqualTo("IllegalStateException: no");
		assertThat(ErrorText.orType(new IllegalStateException())).isEqualTo("IllegalStateException");
	}

}
