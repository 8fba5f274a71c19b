package io.resiliencestarter;

import java.util.Arrays;

import javax.sql.DataSource;

import io.resiliencestarter.breaker.Guards;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The whole starter, on and off.
 */
class SwitchedOffTests {

	private final WebApplicationContextRunner contextRunner = new WebApplicationContextRunner()
		.withUserConfiguration(Application.class)
		.withPropertyValues("management.endpoints.web.exposure.include=*");

	@Test
	void contributesByDefault() {
		this.contextRunner.run((context) -> assertThat(starterBeans(context)).isNotEmpty());
	}

	@Test
	void leavesOnlyWhatCodeAsksForWhenSwitchedOff() {
		this.contextRunner.withPropertyValues("resilience.enabled=false").run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(DataSource.class);
			assertThat(context).hasSingleBean(Guards.class);
			assertThat(starterBeans(context)).allMatch((name) -> name.contains("Guard"));
		});
	}

	private String[] starterBeans(AssertableWebApplicationContext context) {
		return Arrays.stream(context.getBeanDefinitionNames())
			.filter((name) -> !name.endsWith("Application"))
			.filter((name) -> String.valueOf(context.getType(name)).contains("io.resiliencestarter."))
			.toArray(String[]::new);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
