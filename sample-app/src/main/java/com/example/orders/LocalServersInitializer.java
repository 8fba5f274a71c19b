package com.example.orders;

import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * Starts what the application needs and the user has not named, before the context, and
 * ends it after the context: a bean that is registered first is destroyed last, when the
 * pools are closed.
 */
class LocalServersInitializer implements ApplicationContextInitializer<GenericApplicationContext> {

	@Override
	public void initialize(GenericApplicationContext context) {
		DownstreamServers downstream = new DownstreamServers();
		LocalServers servers = new LocalServers(context.getEnvironment(), downstream);
		// For an end before the context takes over
		SpringApplication.getShutdownHandlers().add(servers::close);
		Map<String, Object> properties = servers.start();
		context.getDefaultListableBeanFactory().registerDisposableBean("localServers", servers::close);
		context.getBeanFactory().registerSingleton("downstreamServers", downstream);
		LocalPostgres postgres = servers.postgres();
		if (postgres != null) {
			context.getBeanFactory().registerSingleton("localPostgres", postgres);
		}
		context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("localServers", properties));
	}

}
