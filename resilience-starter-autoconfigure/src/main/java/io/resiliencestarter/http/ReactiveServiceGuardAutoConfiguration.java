package io.resiliencestarter.http;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.http.client.autoconfigure.reactive.ClientHttpConnectorBuilderCustomizer;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Auto-configuration that guards the calls of Spring's reactive HTTP clients to the
 * declared services.
 */
@AutoConfiguration(after = ServiceGuardAutoConfiguration.class)
@ConditionalOnClass({ Mono.class, ClientHttpConnector.class, ClientHttpConnectorBuilderCustomizer.class })
@ConditionalOnBean(ServiceMatcher.class)
public final class ReactiveServiceGuardAutoConfiguration {

	private static final Log logger = LogFactory.getLog(ReactiveServiceGuardAutoConfiguration.class);

	/**
	 * Last, so that everything else has customized the original builder.
	 */
	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	ClientHttpConnectorBuilderCustomizer<ClientHttpConnectorBuilder<?>> resilienceConnectorCustomizer(
			ServiceMatcher<ServiceGuard> guards) {
		return (builder) -> guards.isEmpty() ? builder : new GuardedConnectorBuilder(builder, guards);
	}

	/**
	 * A builder of the application's own takes the place of the one that is customized.
	 */
	@Bean
	SmartInitializingSingleton resilienceConnectorCheck(ServiceMatcher<ServiceGuard> guards,
			ObjectProvider<ClientHttpConnectorBuilder<?>> builders) {
		return () -> {
			if (!guards.isEmpty()
					&& builders.stream().anyMatch((builder) -> !(builder instanceof GuardedConnectorBuilder))) {
				logger.warn("Services are declared, but calls through the application's own"
						+ " ClientHttpConnectorBuilder bean are not guarded");
			}
		};
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ WebClient.class, WebClientCustomizer.class })
	static class Filters {

		/**
		 * Last, so that the application's own filters see what the application sees.
		 */
		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE)
		WebClientCustomizer resilienceWebClientCustomizer() {
			return (builder) -> builder.filter(new ServiceExchangeFilter());
		}

	}

}
