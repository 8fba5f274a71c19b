package io.resiliencestarter.http;

import feign.Capability;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Auto-configuration of what the application's code asks for: a ready client for each
 * declared service, to be injected with {@code @Qualifier} and the service's name, HTTP
 * service groups of its name, and who guards other clients. All of that is there while
 * the starter is switched off too, so that the application starts, but guards nothing
 * then.
 */
@AutoConfiguration(after = ServiceGuardAutoConfiguration.class)
@Conditional(OnServicesCondition.class)
@EnableConfigurationProperties(ServicesProperties.class)
@ImportRuntimeHints(GuardedHttpClient.Hints.class)
public final class ServiceClientsAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ RestClient.class, RestClientAutoConfiguration.class })
	static class Blocking {

		@Bean
		static BeanDefinitionRegistryPostProcessor resilienceRestClients(Environment environment) {
			return ServiceClientRegistrar.of(environment, RestClient.class, RestClientFactoryBean.class);
		}

		@Bean
		RestClientGroupConfigurer resilienceRestClientGroups(ServicesProperties services, Environment environment,
				ObjectProvider<ServiceMatcher<ServiceGuard>> guards) {
			return new RestClientGroupConfigurer(new ServiceGroups(new ServiceUrls(services, environment),
					guards.getIfAvailable(ServiceMatcher::ofNone)));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ WebClient.class, WebClientAutoConfiguration.class })
	static class Reactive {

		@Bean
		static BeanDefinitionRegistryPostProcessor resilienceWebClients(Environment environment) {
			return ServiceClientRegistrar.of(environment, WebClient.class, WebClientFactoryBean.class);
		}

		@Bean
		WebClientGroupConfigurer resilienceWebClientGroups(ServicesProperties services, Environment environment,
				ObjectProvider<ServiceMatcher<ServiceGuard>> guards) {
			return new WebClientGroupConfigurer(new ServiceGroups(new ServiceUrls(services, environment),
					guards.getIfAvailable(ServiceMatcher::ofNone)));
		}

		@Bean
		ReactiveServiceGuards resilienceReactiveGuards(ObjectProvider<ServiceMatcher<ServiceGuard>> guards) {
			return new ReactiveServiceGuards(guards.getIfAvailable(ServiceMatcher::ofNone));
		}

	}

	/**
	 * Without Spring's own clients too.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ClientHttpRequestFactory.class)
	static class Others {

		@Bean
		ServiceGuards resilienceGuards(ObjectProvider<ServiceMatcher<ServiceGuard>> guards) {
			return new ServiceGuards(guards.getIfAvailable(ServiceMatcher::ofNone));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ ClientHttpRequestFactory.class, HttpClientBuilder.class })
	static class HttpComponents {

		@Bean
		HttpComponentsServiceGuards resilienceHttpComponentsGuards(
				ObjectProvider<ServiceMatcher<ServiceGuard>> guards) {
			return new HttpComponentsServiceGuards(guards.getIfAvailable(ServiceMatcher::ofNone));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ ClientHttpRequestFactory.class, Capability.class })
	static class Feign {

		@Bean
		FeignServiceGuards resilienceFeignGuards(ObjectProvider<ServiceMatcher<ServiceGuard>> guards) {
			return new FeignServiceGuards(guards.getIfAvailable(ServiceMatcher::ofNone));
		}

	}

}
