package io.resiliencestarter.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
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
		assertThat(rules.ofCall(new ConnectException())).isTrue();
		assertThat(rules.ofCall(new IllegalStateException())).isFalse();
		assertThat(rules.ofBody(new IllegalStateException())).isTrue();
	}

	@Test
	void failureIsFoundAmongCausesByItsSuperclass() {
		ExceptionRules rules = rules(List.of(" java.lang.RuntimeException"), List.of());
		assertThat(rules.ofCall(new Exception(new Exception(new IllegalStateException())))).isTrue();
		assertThat(rules.ofCall(new Exception())).isFalse();
	}

	@Test
	void ignoredWinsOverFailureAndBuiltInRule() {
		ExceptionRules rules = rules(List.of("java.net.ConnectException"), List.of("java.io.IOException"));
		assertThat(rules.ofCall(new ConnectException())).isFalse();
		assertThat(rules.ofBody(new IllegalStateException(new IOException()))).isFalse();
		assertThat(rules.ofBody(new IllegalStateException())).isTrue();
	}

	@Test
	void interruptCountsOnlyIfARuleSaysSo() {
		Throwable interrupt = new InterruptedIOException();
		assertThat(rules(List.of(), List.of()).ofBody(interrupt)).isFalse();
		assertThat(rules(List.of("java.io.InterruptedIOException"), List.of()).ofBody(interrupt)).isTrue();
	}

	@Test
	void circleOfCausesEnds() {
		Exception first = new Exception();
		first.initCause(new Exception(first));
		assertThat(rules(List.of("java.io.IOException"), List.of()).ofCall(first)).isFalse();
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
