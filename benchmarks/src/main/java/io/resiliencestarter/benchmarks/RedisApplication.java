package io.resiliencestarter.benchmarks;

import java.util.ArrayList;
import java.util.List;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * An application that uses Redis.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
class RedisApplication {

	static final String SHARED = "benchmarks.shared-connection";

	/**
	 * Start an application.
	 * @param port the port of the server
	 * @param properties more properties, as {@code key=value}
	 * @return its context
	 */
	static ConfigurableApplicationContext start(int port, List<String> properties) {
		List<String> all = new ArrayList<>(properties);
		all.add("spring.data.redis.port=" + port);
		return new SpringApplicationBuilder(RedisApplication.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.run(all.stream().map((property) -> "--" + property).toArray(String[]::new));
	}

	/**
	 * Spring Boot has no property for it.
	 */
	@Bean
	@ConditionalOnProperty(name = SHARED, havingValue = "false")
	static BeanPostProcessor unsharedConnections() {
		return new BeanPostProcessor() {

			@Override
			public Object postProcessBeforeInitialization(Object bean, String beanName) {
				if (bean instanceof LettuceConnectionFactory factory) {
					factory.setShareNativeConnection(false);
				}
				return bean;
			}

		};
	}

}
