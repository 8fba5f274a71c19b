package com.example.orders;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.springframework.core.env.Environment;

/**
 * The services that orders calls, as far as nobody has said where they are.
 */
class DownstreamServers {

	static final List<String> NAMES = List.of("auth-service", "diagram-service", "ai-service", "collaboration-service",
			"git-service", "export-service", "integration-hub");

	private final Map<String, DownstreamServer> servers = new LinkedHashMap<>();

	private final ExecutorService executor = Executors.newFixedThreadPool(4, (task) -> {
		Thread thread = new Thread(task, "downstream");
		thread.setDaemon(true);
		return thread;
	});

	static String baseUrlKey(String name) {
		return "resilience.services.%s.base-url".formatted(name);
	}

	/**
	 * Start the services that have no base URL.
	 * @param environment where the base URLs may be set
	 * @return the base URLs of the services that were started
	 */
	Map<String, Object> start(Environment environment) {
		// Without it, each answer waits for a delayed acknowledgement
		System.setProperty("sun.net.httpserver.nodelay", "true");
		Map<String, Object> properties = new LinkedHashMap<>();
		for (String name : NAMES) {
			if (!environment.containsProperty(baseUrlKey(name))) {
				DownstreamServer server = new DownstreamServer(this.executor);
				this.servers.put(name, server);
				properties.put(baseUrlKey(name), server.url());
			}
		}
		return properties;
	}

	Map<String, DownstreamServer> all() {
		return this.servers;
	}

	Optional<DownstreamServer> find(String name) {
		return Optional.ofNullable(this.servers.get(name));
	}

	void close() {
		this.servers.values().forEach(DownstreamServer::close);
		this.executor.shutdownNow();
	}

}
