package io.resiliencestarter.http;

import java.util.LinkedHashMap;
import java.util.Map;

import io.resiliencestarter.breaker.BreakerAutoConfiguration;
import io.resiliencestarter.breaker.BreakerProperties;
import io.resiliencestarter.breaker.Breakers;
import io.resiliencestarter.pool.CallsWhileHolding;
import io.resiliencestarter.support.ResilienceAutoConfiguration;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Auto-configuration of the guards of the declared services, and of Spring's HTTP clients
 * that use them.
 */
@AutoConfiguration(after = { BreakerAutoConfiguration.class, ResilienceAutoConfiguration.class },
		afterName = "org.springframework.boot.http.client.autoconfigure.imperative.ImperativeHttpClientAutoConfiguration")
@ConditionalOnClass(ClientHttpRequestFactory.class)
@ConditionalOnBean(Breakers.class)
@EnableConfigurationProperties({ ServicesProperties.class, UndeclaredHostsProperties.class })
public final class ServiceGuardAutoConfiguration {

	private static final Log logger = LogFactory.getLog(ServiceGuardAutoConfiguration.class);

	/**
	 * Never lazy: the breakers are shown, and wrong settings told, before the first call.
	 */
	@Bean
	@Lazy(false)
	ServiceMatcher<ServiceGuard> resilienceServiceGuards(ServicesProperties properties, UndeclaredHostsProperties hosts,
			BreakerProperties defaults, Environment environment, Breakers breakers, CallsWhileHolding calls) {
		DownstreamServiceResolver resolver = new DownstreamServiceResolver(defaults, environment);
		Map<String, ServiceGuard> guards = new LinkedHashMap<>();
		resolver.resolve(properties)
			.forEach((service) -> guards.put(service.name(), ServiceGuard.of(service, breakers, calls)));
		return new ServiceMatcher<>(guards, ServiceGuard::baseUrl,
				hosts.isUndeclaredHosts() ? new HostGuards(resolver.resolveUndeclared(), breakers, calls) : null);
	}

	/**
	 * Guards the clients that Spring Boot builds.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ClientHttpRequestFactoryBuilderCustomizer.class)
	static class RequestFactories {

		/**
		 * Last, so that everything else has customized the original builder.
		 */
		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE)
		ClientHttpRequestFactoryBuilderCustomizer<ClientHttpRequestFactoryBuilder<?>> resilienceServiceGuardCustomizer(
				ServiceMatcher<ServiceGuard> guards) {
			return (builder) -> guards.isEmpty() ? builder : new GuardedRequestFactoryBuilder(builder, guards);
		}

		/**
		 * A builder of the application's own takes the place of the one that is
		 * customized.
		 */
		@Bean
		SmartInitializingSingleton resilienceServiceGuardCheck(ServiceMatcher<ServiceGuard> guards,
				ObjectProvider<ClientHttpRequestFactoryBuilder<?>> builders) {
			return () -> {
				if (!guards.isEmpty() && builders.stream().anyMatch((builder) -> !guarded(builder))) {
					logger.warn("Services are declared, but calls through the application's own"
							+ " ClientHttpRequestFactoryBuilder bean are not guarded");
				}
			};
		}

		/**
		 * In a reactive application, Spring Boot asks nobody to customize the builder.
		 */
		@Bean
		@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
		@ConditionalOnMissingBean(ClientHttpRequestFactoryBuilder.class)
		ClientHttpRequestFactoryBuilder<?> resilienceRequestFactoryBuilder(ServiceMatcher<ServiceGuard> guards) {
			ClientHttpRequestFactoryBuilder<?> detected = ClientHttpRequestFactoryBuilder.detect();
			return guards.isEmpty() ? detected : new GuardedRequestFactoryBuilder(detected, guards);
		}

		private static boolean guarded(ClientHttpRequestFactoryBuilder<?> builder) {
			return builder instanceof GuardedRequestFactoryBuilder;
		}

	}

}
