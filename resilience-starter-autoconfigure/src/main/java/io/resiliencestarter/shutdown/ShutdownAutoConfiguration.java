package io.resiliencestarter.shutdown;

import java.time.Duration;
import java.util.Collection;

import io.resiliencestarter.pool.PoolRegistry;
import io.resiliencestarter.pool.TrackerContext;
import io.resiliencestarter.support.ConditionalOnResilience;
import io.resiliencestarter.support.InvalidSettingException;
import io.resiliencestarter.support.ResilienceAutoConfiguration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnNotWarDeployment;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of how an application ends.
 */
@AutoConfiguration(after = ResilienceAutoConfiguration.class)
@ConditionalOnResilience
@EnableConfigurationProperties(ShutdownProperties.class)
@ImportRuntimeHints(SignalHandling.Hints.class)
public final class ShutdownAutoConfiguration {

	@Bean
	PoolDrain resiliencePoolDrain(ObjectProvider<PoolRegistry<?>> registries, TrackerContext trackers,
			ShutdownProperties properties) {
		Duration timeout = properties.getDrainTimeout();
		if (timeout.isNegative()) {
			throw new InvalidSettingException("resilience.shutdown.drain-timeout", timeout, "a duration of at least 0");
		}
		return new PoolDrain(() -> registries.stream().map(PoolRegistry::pools).flatMap(Collection::stream),
				trackers.clock(), timeout);
	}

	@Bean
	@Lazy(false)
	@ConditionalOnNotWarDeployment
	TerminationSignal resilienceTerminationSignal(ObjectProvider<Impatient> waiting) {
		return new TerminationSignal(waiting.stream().toList());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication
	@ConditionalOnClass(WebServerApplicationContext.class)
	static class Web {

		@Bean
		RequestDrain resilienceRequestDrain(ApplicationContext context) {
			return new RequestDrain(context);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication
	@ConditionalOnClass(TomcatWebServer.class)
	@ConditionalOnProperty(name = "server.shutdown", havingValue = "graceful", matchIfMissing = true)
	static class OnTomcat {

		@Bean
		TomcatIntake resilienceTomcatIntake(ApplicationContext context) {
			return new TomcatIntake(context);
		}

	}

}
