package com.example.orders;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * An order service: customers order diagrams, which are drawn and delivered with the help
 * of seven other services.
 */
@SpringBootApplication
@EnableConfigurationProperties(OrdersProperties.class)
@EnableScheduling
public class OrdersApplication {

	/**
	 * Start the service, together with the servers it needs and nobody has named.
	 * @param args properties, as {@code --key=value}
	 */
	public static void main(String[] args) {
		new SpringApplicationBuilder(OrdersApplication.class).initializers(new LocalServersInitializer()).run(args);
	}

}
