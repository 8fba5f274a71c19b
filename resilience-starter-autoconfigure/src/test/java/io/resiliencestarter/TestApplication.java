package io.resiliencestarter;

import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import com.example.shop.ShopApplication;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;

/**
 * A web application with nothing of its own, on a free port, and a client that is not
 * guarded.
 */
public final class TestApplication implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private final RestClient client;

	private TestApplication(ConfigurableApplicationContext context) {
		this.context = context;
		String port = context.getEnvironment().getRequiredProperty("local.server.port");
		this.client = RestClient.create("http://127.0.0.1:" + port);
	}

	/**
	 * Start an application.
	 * @param properties its properties, as {@code key=value}
	 * @param more more of them
	 * @return the running application
	 */
	public static TestApplication start(String[] properties, String... more) {
		return start(ShopApplication.class, properties, more);
	}

	/**
	 * Start an application.
	 * @param type the application
	 * @param properties its properties, as {@code key=value}
	 * @param more more of them
	 * @return the running application
	 */
	public static TestApplication start(Class<?> type, String[] properties, String... more) {
		String[] common = { "server.port=0", "spring.main.banner-mode=off", "spring.application.name=test",
				"management.endpoints.web.exposure.include=*", "management.endpoint.health.show-details=always" };
		return new TestApplication(new SpringApplicationBuilder(type)
			.properties(Stream.of(common, properties, more).flatMap(Stream::of).toArray(String[]::new))
			.run());
	}

	/**
	 * Return a bean.
	 * @param <T> the type of bean
	 * @param type the type of bean
	 * @return the bean
	 */
	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	/**
	 * Return a bean.
	 * @param name the name of the bean
	 * @return the bean
	 */
	public Object bean(String name) {
		return this.context.getBean(name);
	}

	/**
	 * Return a client of the application.
	 * @return the client, with the application as its base URL
	 */
	public RestClient client() {
		return this.client;
	}

	/**
	 * Get JSON from the application.
	 * @param path the path, with a slash at the beginning
	 * @return the body
	 */
	public JsonNode get(String path) {
		return Objects.requireNonNull(this.client.get().uri(path).retrieve().body(JsonNode.class));
	}

	/**
	 * Post JSON to the application.
	 * @param path the path, with a slash at the beginning
	 * @param body what to post
	 * @return the response, whatever its status
	 */
	public ResponseEntity<String> post(String path, Map<String, ?> body) {
		return this.client.post()
			.uri(path)
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.retrieve()
			.onStatus((status) -> true, (request, response) -> {
			})
			.toEntity(String.class);
	}

	@Override
	public void close() {
		this.context.close();
	}

}
