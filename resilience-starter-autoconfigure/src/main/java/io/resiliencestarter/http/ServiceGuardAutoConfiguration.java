package io.resiliencestarter.http;

import java.util.List;

import io.resiliencestarter.breaker.BreakerAutoConfiguration;
import io.resiliencestarter.breaker.BreakerKind;
import io.resiliencestarter.breaker.BreakerProperties;
import io.resiliencestarter.breaker.Breakers;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Auto-configuration that guards the calls of Spring's HTTP clients to the declared
 * services.
 */
@AutoConfiguration(after = BreakerAutoConfiguration.class)
@ConditionalOnClass({ ClientHttpRequestFactory.class, ClientHttpRequestFactoryBuilderCustomizer.class })
@ConditionalOnBean(Breakers.class)
@EnableConfigurationProperties(ServicesProperties.class)
public final class ServiceGuardAutoConfiguration {

	/**
	 * Never lazy: the breakers are shown, and wrong settings told, before the first call.
	 */
	@Bean
	@Lazy(false)
	ServiceMatcher<ServiceGuard> resilienceServiceGuards(ServicesProperties properties, BreakerProperties defaults,
			Environment environment, Breakers breakers) {
		List<ServiceGuard> guards = new DownstreamServiceResolver(defaults, environment).resolve(properties)
			.stream()
			.map((service) -> new ServiceGuard(service,
					breakers.add(service.name(), BreakerKind.HTTP, service.breaker())))
			.toList();
		return new ServiceMatcher<>(guards, ServiceGuard::baseUrl);
	}

	/**
	 * Last, so that everything else has customized the original builder.
	 */
	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	ClientHttpRequestFactoryBuilderCustomizer<ClientHttpRequestFactoryBuilder<?>> resilienceServiceGuardCustomizer(
			ServiceMatcher<ServiceGuard> guards) {
		return (builder) -> guards.isEmpty() ? builder : new GuardedRequestFactoryBuilder(builder, guards);
	}

}
