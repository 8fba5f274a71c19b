package com.example.orders;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Starts more processes of this application, with the PostgreSQL and the Redis of the
 * first one, on the ports after its own. They end when it ends, however it does.
 */
@Component
@ConditionalOnProperty("orders.replicas")
class Replicas implements DisposableBean {

	private static final Log logger = LogFactory.getLog(Replicas.class);

	private static final List<String> SHARED = List.of("spring.datasource.url", "spring.datasource.username",
			"spring.datasource.password", "spring.data.redis.host", "spring.data.redis.port");

	private final Environment environment;

	private final int count;

	private final List<Process> others = new ArrayList<>();

	Replicas(Environment environment, OrdersProperties properties) {
		this.environment = environment;
		this.count = properties.replicas();
	}

	@EventListener(ApplicationReadyEvent.class)
	synchronized void start() {
		int port = this.environment.getProperty("server.port", Integer.class, 8080);
		for (int i = 1; i < this.count; i++) {
			this.others.add(launch((port == 0) ? 0 : port + i));
		}
		if (!this.others.isEmpty()) {
			logger.info("Started %d more replicas".formatted(this.others.size()));
		}
	}

	/**
	 * Leads the other process by environment variables, which not everybody can read.
	 */
	private Process launch(int port) {
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
				OrdersApplication.class.getName());
		Map<String, String> variables = builder.environment();
		SHARED.forEach((key) -> variables.put(variable(key), this.environment.getProperty(key, "")));
		variables.put("SERVER_PORT", String.valueOf(port));
		variables.put("SPRING_PROFILES_ACTIVE", String.join(",", this.environment.getActiveProfiles()));
		variables.put("ORDERS_REPLICAS", "1");
		variables.put("ORDERS_ENDS_WITH_INPUT", "true");
		variables.put("SPRING_SQL_INIT_MODE", "never");
		try {
			return builder.redirectOutput(ProcessBuilder.Redirect.INHERIT)
				.redirectError(ProcessBuilder.Redirect.INHERIT)
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String variable(String key) {
		return key.replace('.', '_').replace("-", "").toUpperCase(Locale.ROOT);
	}

	@Override
	public synchronized void destroy() {
		this.others.forEach(Process::destroy);
	}

}
