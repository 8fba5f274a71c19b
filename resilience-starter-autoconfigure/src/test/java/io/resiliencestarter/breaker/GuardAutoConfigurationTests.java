package io.resiliencestarter.breaker;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

import io.resiliencestarter.support.InvalidSettingException;
import io.resiliencestarter.support.ResilienceAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link GuardAutoConfiguration} and {@link Guards}.
 */
@ExtendWith(OutputCaptureExtension.class)
class GuardAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ResilienceAutoConfiguration.class, BreakerAutoConfiguration.class,
				GuardAutoConfiguration.class))
		.withPropertyValues("resilience.breaker.open-for=20s", "resilience.guards.mail-relay.failure-threshold=3",
				"resilience.guards.mail-relay.slow-call-threshold=2s");

	@Test
	void declaredGuardsAreThereAtTheStartOfALazyApplication() {
		this.contextRunner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(context.getBean(Breakers.class).all()).extracting("name", "kind")
				.containsExactly(tuple("mail-relay", BreakerKind.CUSTOM)));
	}

	@Test
	void settingsAreThoseOfTheGuardThenOfAllBreakers() {
		this.contextRunner.run((context) -> {
			BreakerSettings settings = settings(context, "mail-relay");
			assertThat(settings.failureThreshold()).isEqualTo(3);
			assertThat(settings.slowCallThreshold()).isEqualTo(Duration.ofSeconds(2));
			assertThat(settings.openFor()).isEqualTo(Duration.ofSeconds(20));
			assertThat(settings.trialTimeout()).isNotNull();
		});
	}

	@Test
	void undeclaredGuardHasTheDefaultsFromItsFirstUseOn() {
		this.contextRunner.run((context) -> {
			Guards guards = context.getBean(Guards.class);
			assertThat(context.getBean(Breakers.class).find("ldap")).isNull();
			assertThat(guards.get("ldap")).isSameAs(guards.get("ldap")).extracting(Guard::name).isEqualTo("ldap");
			assertThat(settings(context, "ldap").failureThreshold()).isEqualTo(5);
			assertThat(settings(context, "ldap").openFor()).isEqualTo(Duration.ofSeconds(20));
		});
	}

	@Test
	void environmentVariableOverridesAGuardAndAddsNone() {
		this.contextRunner
			.withInitializer(
					(context) -> context.getEnvironment()
						.getPropertySources()
						.addFirst(new SystemEnvironmentPropertySource(
								StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
								Map.of("RESILIENCE_GUARDS_MAILRELAY_FAILURETHRESHOLD", "7"))))
			.run((context) -> {
				assertThat(context.getBean(Breakers.class).all()).extracting("name").containsExactly("mail-relay");
				assertThat(settings(context, "mail-relay").failureThreshold()).isEqualTo(7);
			});
	}

	@Test
	void tooManyNamesAreWarnedOfAndNotGuarded(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			Guards guards = context.getBean(Guards.class);
			for (int number = 0; number < Guards.MAX_UNDECLARED + 10; number++) {
				assertThat(guards.get("customer-" + number).call(() -> "sent")).isEqualTo("sent");
			}
			assertThat(context.getBean(Breakers.class).all()).hasSize(1 + Guards.MAX_UNDECLARED);
			assertThat(output).containsOnlyOnce(
					"Calls of guard 'customer-256' and others are not guarded: there are 256 guards that are not declared");
		});
	}

	@Test
	void guardCannotHaveTheNameOfAnotherBreaker() {
		this.contextRunner.run((context) -> {
			Breakers breakers = context.getBean(Breakers.class);
			breakers.add("auth", BreakerKind.HTTP, BreakerSettings.inARow(5, Duration.ofSeconds(30), 2));
			assertThatIllegalStateException().isThrownBy(() -> context.getBean(Guards.class).get("auth"))
				.withMessage("There cannot be a breaker 'auth' of kind custom, since there is one of kind http:"
						+ " rename one of them");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " " })
	void guardNeedsAName(String name) {
		this.contextRunner.run((context) -> assertThatIllegalArgumentException()
			.isThrownBy(() -> context.getBean(Guards.class).get(name)));
	}

	@ParameterizedTest
	@CsvSource({ "failure-threshold, 0", "slow-call-rate, 2", "cancel-after, -1s", "open-for, 0s" })
	void invalidSettingStopsTheStart(String key, String value) {
		this.contextRunner.withPropertyValues("resilience.guards.mail-relay." + key + "=" + value)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidSettingException.class)
				.hasMessageStartingWith("'resilience.guards.mail-relay." + key + "' is "));
	}

	@Test
	void settingsOfHttpAreNotRead() {
		this.contextRunner.withPropertyValues("resilience.guards.mail-relay.failure-statuses=9xx")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void exceptionRulesDecideWhatCounts() {
		this.contextRunner
			.withPropertyValues("resilience.guards.mail-relay.ignored-exceptions=java.lang.IllegalStateException")
			.run((context) -> {
				Guard guard = context.getBean(Guards.class).get("mail-relay");
				assertThatIllegalStateException().isThrownBy(() -> guard.call(() -> {
					throw new IllegalStateException();
				}));
				Breaker breaker = context.getBean(Breakers.class).find("mail-relay");
				assertThat(breaker).isNotNull();
				assertThat(breaker.snapshot().calls()).isEqualTo(new CallCounts(0, 0, 1, 0, 0));
			});
	}

	@Test
	void guardCanBeSwitchedOff() {
		this.contextRunner.withPropertyValues("resilience.guards.mail-relay.enabled=false").run((context) -> {
			assertThat(context.getBean(Breakers.class).all()).isEmpty();
			assertUnguarded(context.getBean(Guards.class).get("mail-relay"));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "resilience.enabled=false", "resilience.breaker.enabled=false" })
	void guardsAreThereButGuardNothingWhenSwitchedOff(String property) {
		this.contextRunner.withPropertyValues(property).run((context) -> {
			assertThat(context).doesNotHaveBean(Breakers.class).doesNotHaveBean(GuardsProperties.class);
			assertUnguarded(context.getBean(Guards.class).get("mail-relay"));
		});
	}

	@Test
	void doesNotNeedReactorOrWeb() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("reactor", "org.springframework.web"))
			.run((context) -> assertThat(context.getBean(Guards.class).get("ldap").call(() -> "found"))
				.isEqualTo("found"));
	}

	@Test
	void backsOffWithoutResilience4j() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("io.github.resilience4j"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(Guards.class));
	}

	private static void assertUnguarded(Guard guard) {
		for (int call = 0; call < 10; call++) {
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> guard.run(() -> {
				throw new IllegalStateException("broken");
			})).withMessage("broken");
		}
	}

	private static BreakerSettings settings(ApplicationContext context, String name) {
		return Objects.requireNonNull(context.getBean(Breakers.class).find(name)).snapshot().settings();
	}

}
