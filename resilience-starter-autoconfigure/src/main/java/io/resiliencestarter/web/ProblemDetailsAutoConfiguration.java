package io.resiliencestarter.web;

import io.resiliencestarter.breaker.BreakerAutoConfiguration;
import io.resiliencestarter.breaker.Breakers;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

/**
 * Auto-configuration that answers requests with a problem while a breaker is open.
 */
@AutoConfiguration(after = BreakerAutoConfiguration.class,
		afterName = "org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration",
		beforeName = "org.springframework.boot.webflux.autoconfigure.error.ErrorWebFluxAutoConfiguration")
@ConditionalOnWebApplication
@ConditionalOnBean(Breakers.class)
@ConditionalOnBooleanProperty(name = "resilience.web.problem-details", matchIfMissing = true)
@EnableConfigurationProperties(WebProperties.class)
public final class ProblemDetailsAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass(DispatcherServlet.class)
	static class Servlet {

		@Bean
		@ConditionalOnBean(RequestMappingHandlerAdapter.class)
		RejectionExceptionResolver resilienceRejectionExceptionResolver(Breakers breakers,
				RequestMappingHandlerAdapter requestMappingHandlerAdapter) {
			return new RejectionExceptionResolver(breakers, requestMappingHandlerAdapter.getMessageConverters());
		}

	}

	/**
	 * An application that renders all errors itself renders these too.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	@ConditionalOnClass(DispatcherHandler.class)
	static class Reactive {

		/**
		 * Right before the handler of Spring Boot, which renders whatever is left and has
		 * the same order.
		 */
		@Bean
		@Order(-1)
		@ConditionalOnMissingBean(type = "org.springframework.boot.webflux.error.ErrorWebExceptionHandler")
		RejectionExceptionHandler resilienceRejectionExceptionHandler(Breakers breakers, ServerCodecConfigurer codecs) {
			return new RejectionExceptionHandler(breakers, codecs.getWriters());
		}

	}

}
