package io.resiliencestarter.benchmarks;

import java.io.IOException;
import java.util.Objects;
import java.util.stream.Stream;

import io.resiliencestarter.breaker.Breaker;
import io.resiliencestarter.breaker.Breakers;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * A web application with the starter, the same without it, and the server that both call.
 */
final class RequestServers implements AutoCloseable {

	/**
	 * The read timeout of the service that does not answer.
	 */
	static final int READ_TIMEOUT_MILLIS = 300;

	private final Downstream downstream = new Downstream();

	private final ConfigurableApplicationContext withStarter;

	private final ConfigurableApplicationContext withoutStarter;

	RequestServers() {
		String url = this.downstream.url();
		this.withStarter = start("resilience.services.healthy.base-url=" + url + "/healthy",
				"resilience.services.open.base-url=" + url + "/open", "resilience.services.open.open-for=1h",
				"resilience.services.hanging.base-url=" + url + "/hanging",
				"resilience.services.hanging.read-timeout=" + READ_TIMEOUT_MILLIS + "ms",
				"resilience.services.hanging.failure-threshold=10000");
		// With the timeouts that the starter gives to a service
		this.withoutStarter = start("resilience.enabled=false", "spring.http.clients.connect-timeout=2s",
				"spring.http.clients.read-timeout=5s");
		open(Objects.requireNonNull(this.withStarter.getBean(Breakers.class).find("open")));
	}

	private ConfigurableApplicationContext start(String... properties) {
		Stream<String> common = Stream.of("downstream=" + this.downstream.url(), "server.port=0",
				"server.tomcat.max-keep-alive-requests=-1", "server.tomcat.keep-alive-timeout=1h",
				"spring.main.web-application-type=servlet");
		return Application.start(RequestApplication.class,
				Stream.concat(common, Stream.of(properties)).toArray(String[]::new));
	}

	private static void open(Breaker breaker) {
		while (breaker.isClosed()) {
			breaker.acquire().failure(new IOException("Stub"));
		}
	}

	/**
	 * Connect to an application.
	 * @param variant whose requests are sent to it
	 * @return a connection
	 * @throws IOException if there is none
	 */
	KeptAliveConnection connect(RequestVariant variant) throws IOException {
		ConfigurableApplicationContext context = variant.hasStarter() ? this.withStarter : this.withoutStarter;
		return new KeptAliveConnection(
				context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	@Override
	public void close() {
		this.withStarter.close();
		this.withoutStarter.close();
		this.downstream.close();
	}

}
