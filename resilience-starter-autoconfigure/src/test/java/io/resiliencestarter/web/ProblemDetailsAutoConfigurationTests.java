package io.resiliencestarter.web;

import java.util.List;

import io.resiliencestarter.breaker.BreakerAutoConfiguration;
import io.resiliencestarter.support.ResilienceAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.error.ErrorWebFluxAutoConfiguration;
import org.springframework.boot.webflux.error.ErrorWebExceptionHandler;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.web.server.WebExceptionHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProblemDetailsAutoConfiguration}.
 */
class ProblemDetailsAutoConfigurationTests {

	private final WebApplicationContextRunner servletRunner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ResilienceAutoConfiguration.class, BreakerAutoConfiguration.class,
				ProblemDetailsAutoConfiguration.class, HttpMessageConvertersAutoConfiguration.class,
				WebMvcAutoConfiguration.class));

	private final ReactiveWebApplicationContextRunner reactiveRunner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ResilienceAutoConfiguration.class, BreakerAutoConfiguration.class,
				ProblemDetailsAutoConfiguration.class, HttpHandlerAutoConfiguration.class,
				WebFluxAutoConfiguration.class, ErrorWebFluxAutoConfiguration.class));

	@Test
	void contributesToServletApplication() {
		this.servletRunner.run((context) -> assertThat(context).hasSingleBean(RejectionExceptionResolver.class)
			.doesNotHaveBean(RejectionExceptionHandler.class));
	}

	@Test
	void contributesToReactiveApplicationRightBeforeSpringBoot() {
		this.reactiveRunner.run((context) -> {
			assertThat(context).doesNotHaveBean(RejectionExceptionResolver.class);
			List<WebExceptionHandler> handlers = context.getBeanProvider(WebExceptionHandler.class)
				.orderedStream()
				.toList();
			assertThat(handlers.get(0)).isInstanceOf(RejectionExceptionHandler.class);
			assertThat(handlers.get(1)).isInstanceOf(ErrorWebExceptionHandler.class);
		});
	}

	@Test
	void backsOffWhereReactiveApplicationRendersAllErrors() {
		this.reactiveRunner
			.withBean("own", ErrorWebExceptionHandler.class,
					() -> (exchange, ex) -> exchange.getResponse().setComplete())
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RejectionExceptionHandler.class));
	}

	@Test
	void backsOffInApplicationWithoutWeb() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ResilienceAutoConfiguration.class, BreakerAutoConfiguration.class,
					ProblemDetailsAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(WebProperties.class));
	}

	@Test
	void backsOffWhenSwitchedOff() {
		assertBacksOff("resilience.web.problem-details=false");
	}

	@Test
	void backsOffWhenStarterIsSwitchedOff() {
		assertBacksOff("resilience.enabled=false");
	}

	@Test
	void backsOffWithoutResilience4j() {
		FilteredClassLoader classLoader = new FilteredClassLoader("io.github.resilience4j");
		this.servletRunner.withClassLoader(classLoader)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RejectionExceptionResolver.class));
		this.reactiveRunner.withClassLoader(classLoader)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RejectionExceptionHandler.class));
	}

	@Test
	void needsOnlyTheFrameworkOfTheApplication() {
		this.servletRunner.withClassLoader(new FilteredClassLoader("org.springframework.web.reactive", "reactor"))
			.run((context) -> assertThat(context).hasSingleBean(RejectionExceptionResolver.class));
		this.reactiveRunner.withClassLoader(new FilteredClassLoader("org.springframework.web.servlet", "jakarta"))
			.run((context) -> assertThat(context).hasSingleBean(RejectionExceptionHandler.class));
	}

	private void assertBacksOff(String property) {
		this.servletRunner.withPropertyValues(property)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(RejectionExceptionResolver.class)
				.doesNotHaveBean(WebProperties.class));
		this.reactiveRunner.withPropertyValues(property)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(RejectionExceptionHandler.class)
				.doesNotHaveBean(WebProperties.class));
	}

}
