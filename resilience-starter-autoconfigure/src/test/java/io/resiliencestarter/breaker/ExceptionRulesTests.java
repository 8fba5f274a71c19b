package io.resiliencestarter.breaker;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.util.List;

import io.resiliencestarter.support.InvalidSettingException;
import io.resiliencestarter.support.Setting;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ExceptionRules}.
 */
class ExceptionRulesTests {

	@Test
	void builtInRuleDecidesWhereNoOtherDoes() {
		ExceptionRules rules = rules(List.of(), List.of());
		assertThat(rules.count(new ConnectException(), (thrown) -> true)).isTrue();
		assertThat(rules.count(new ConnectException(), (thrown) -> false)).isFalse();
	}

	@Test
	void failureIsFoundAmongCausesByItsSuperclass() {
		ExceptionRules rules = rules(List.of(" java.lang.RuntimeException"), List.of());
		assertThat(rules.count(new Exception(new Exception(new IllegalStateException())), ConnectionFailures::caused))
			.isTrue();
		assertThat(rules.count(new Exception(), ConnectionFailures::caused)).isFalse();
	}

	@Test
	void ignoredWinsOverFailureAndBuiltInRule() {
		ExceptionRules rules = rules(List.of("java.net.ConnectException"), List.of("java.io.IOException"));
		assertThat(rules.count(new ConnectException(), ConnectionFailures::caused)).isFalse();
		assertThat(rules.count(new IllegalStateException(new IOException()), ConnectionFailures::caused)).isFalse();
		assertThat(rules.count(new SocketException(), (thrown) -> true)).isFalse();
		assertThat(rules.count(new IllegalStateException(), (thrown) -> true)).isTrue();
	}

	@Test
	void interruptCountsOnlyIfARuleSaysSo() {
		Throwable interrupt = new InterruptedIOException();
		assertThat(rules(List.of(), List.of()).count(interrupt, ConnectionFailures::caused)).isFalse();
		assertThat(rules(List.of("java.io.InterruptedIOException"), List.of()).count(interrupt,
				ConnectionFailures::caused))
			.isTrue();
	}

	@Test
	void circleOfCausesEnds() {
		Exception first = new Exception();
		first.initCause(new Exception(first));
		assertThat(rules(List.of("java.io.IOException"), List.of()).count(first, ConnectionFailures::caused)).isFalse();
	}

	@Test
	void nameThatIsNoExceptionIsRefused() {
		for (String name : List.of("com.example.Missing", "java.lang.String", "int", "")) {
			assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(() -> rules(List.of(name), List.of()))
				.withMessage("'failures' is %s, but must be fully qualified names of exceptions on the class path"
					.formatted(name) + " such as java.io.IOException, separated by commas");
		}
	}

	private static ExceptionRules rules(List<String> failures, List<String> ignored) {
		return ExceptionRules.of(Setting.of(failures, "failures"), Setting.of(ignored, "ignored"));
	}

}
