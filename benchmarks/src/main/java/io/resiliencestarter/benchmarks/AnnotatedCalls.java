package io.resiliencestarter.benchmarks;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.annotation.CircuitBreaker;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Calls guarded by the annotation of resilience4j, in an application with its starter in
 * place of ours.
 */
final class AnnotatedCalls implements GuardedCalls {

	private final ConfigurableApplicationContext context = Application.start(AnnotatedApplication.class,
			"resilience.enabled=false", Resilience4jFilter.PROPERTY + "=true",
			"resilience4j.circuitbreaker.instances.open.wait-duration-in-open-state=1h");

	private final Service service = this.context.getBean(Service.class);

	AnnotatedCalls() {
		this.context.getBean(CircuitBreakerRegistry.class).circuitBreaker("open").transitionToOpenState();
	}

	@Override
	public void succeed() {
		this.service.succeed();
	}

	@Override
	public void beRejected() {
		this.service.beRejected();
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * What is called.
	 */
	static class Service {

		@CircuitBreaker(name = "closed")
		void succeed() {
		}

		@CircuitBreaker(name = "open")
		void beRejected() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Application.class)
	static class AnnotatedApplication {

		@Bean
		Service service() {
			return new Service();
		}

	}

}
