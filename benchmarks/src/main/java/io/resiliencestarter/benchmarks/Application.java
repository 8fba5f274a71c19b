package io.resiliencestarter.benchmarks;

import java.util.stream.Stream;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisRepositoriesAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * An application as a user would have it, with a database pool of
 * {@value PoolVariant#SIZE}.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = { DataRedisAutoConfiguration.class, DataRedisReactiveAutoConfiguration.class,
		DataRedisRepositoriesAutoConfiguration.class })
class Application {

	/**
	 * Start an application.
	 * @param properties its properties, as {@code key=value}
	 * @return its context
	 */
	static ConfigurableApplicationContext start(String... properties) {
		return start(Application.class, properties);
	}

	/**
	 * Start another application of the kind.
	 * @param application its class
	 * @param properties its properties, as {@code key=value}
	 * @return its context
	 */
	static ConfigurableApplicationContext start(Class<?> application, String... properties) {
		Stream<String> all = Stream.concat(Stream.of("spring.datasource.url=" + StubDriver.URL,
				"spring.datasource.driver-class-name=" + StubDriver.class.getName()), Stream.of(properties));
		return new SpringApplicationBuilder(application).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.run(all.map((property) -> "--" + property).toArray(String[]::new));
	}

}
