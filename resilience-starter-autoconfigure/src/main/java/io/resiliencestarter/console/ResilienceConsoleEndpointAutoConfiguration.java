package io.resiliencestarter.console;

import java.time.Clock;

import io.resiliencestarter.breaker.BreakerEndpointAutoConfiguration;
import io.resiliencestarter.breaker.BreakersEndpoint;
import io.resiliencestarter.console.ConsoleEndpoints.BreakersSource;
import io.resiliencestarter.db.DbPoolEndpointAutoConfiguration;
import io.resiliencestarter.pool.PoolRegistry;
import io.resiliencestarter.redis.RedisPoolEndpointAutoConfiguration;
import io.resiliencestarter.support.ConditionalOnResilience;
import io.resiliencestarter.support.PoolEndpoint;
import io.resiliencestarter.support.ResilienceAutoConfiguration;
import io.resiliencestarter.support.ResilienceTicker;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the endpoint that shows everything, and of its page.
 */
@AutoConfiguration(after = { ResilienceAutoConfiguration.class, BreakerEndpointAutoConfiguration.class,
		DbPoolEndpointAutoConfiguration.class, RedisPoolEndpointAutoConfiguration.class })
@ConditionalOnResilience
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnWebApplication
@ConditionalOnAvailableEndpoint(ResilienceEndpoint.class)
@ImportRuntimeHints(ConsolePage.Hints.class)
public final class ResilienceConsoleEndpointAutoConfiguration {

	@Bean
	PoolHistories resiliencePoolHistories(ObjectProvider<PoolRegistry<?>> registries, ResilienceTicker ticker) {
		PoolHistories histories = new PoolHistories(registries.orderedStream().toList(), Clock.systemUTC());
		ticker.afterLooks(histories::tick);
		return histories;
	}

	@Bean
	ConsoleEndpoints resilienceConsoleEndpoints(ObjectProvider<PoolEndpoint<?, ?>> pools,
			ObjectProvider<BreakersSource> breakers, EndpointAccessResolver access,
			ObjectProvider<PathMappedEndpoints> paths) {
		return new ConsoleEndpoints(pools.orderedStream().toList(), breakers.getIfAvailable(() -> () -> null), access,
				paths);
	}

	@Bean
	@ConditionalOnProperty(name = "resilience.console.enabled", matchIfMissing = true)
	ConsolePage resilienceConsolePage() {
		return new ConsolePage();
	}

	@Bean
	@ConditionalOnMissingBean
	ResilienceEndpoint resilienceEndpoint(ConsoleEndpoints endpoints, PoolHistories histories,
			ObjectProvider<ConsolePage> page, Environment environment) {
		return new ResilienceEndpoint(environment.getProperty("spring.application.name", "application"), endpoints,
				histories, page.getIfAvailable(), Clock.systemUTC());
	}

	/**
	 * Breakers are there where resilience4j is.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(BreakersEndpoint.class)
	static class Breakers {

		@Bean
		BreakersSource resilienceConsoleBreakers(BreakersEndpoint endpoint) {
			return endpoint::breakers;
		}

	}

}
