package io.resiliencestarter.benchmarks;

import java.lang.management.ManagementFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * An application with web, database, Redis and actuator that ends as soon as it is ready,
 * and prints how long that took since the virtual machine began.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class StartUpApplication {

	/** Precedes the milliseconds. */
	static final String READY = "Ready after ";

	/**
	 * Start, and end.
	 * @param args properties, as {@code --key=value}
	 */
	public static void main(String... args) {
		ConfigurableApplicationContext context = SpringApplication.run(StartUpApplication.class, args);
		long millis = System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
		System.out.println(READY + millis);
		context.close();
	}

}
