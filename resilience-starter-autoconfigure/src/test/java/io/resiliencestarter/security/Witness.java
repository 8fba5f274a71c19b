package io.resiliencestarter.security;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.micrometer.core.instrument.MeterRegistry;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import tools.jackson.databind.JsonNode;

import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.http.MediaType;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/**
 * Hears all that an application says, wherever it says it.
 */
final class Witness implements ApplicationListener<ApplicationEvent>, AutoCloseable {

	private final Queue<String> heard = new ConcurrentLinkedQueue<>();

	private final Recording recording = new Recording();

	Witness() {
		this.recording.start();
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		if (event instanceof PayloadApplicationEvent<?> payload) {
			hear("event", payload.getPayload());
		}
	}

	private void hear(String where, Object what) {
		this.heard.add(where + ": " + what);
	}

	/**
	 * Hear an exception, and all that is behind it.
	 */
	void hear(Throwable failure) {
		StringWriter text = new StringWriter();
		failure.printStackTrace(new PrintWriter(text));
		hear("exception", text);
	}

	/**
	 * Hear what was logged.
	 */
	void hearLog(String log) {
		log.lines().forEach((line) -> hear("log", line));
	}

	/**
	 * Ask all endpoints, the page and the meters. Those that show all that is in the
	 * memory of the process are no secret keepers.
	 */
	void ask(ConfigurableApplicationContext application) {
		// Other clients ask again for what is down, after a while
		RestClient client = RestClient.builder()
			.requestFactory(new SimpleClientHttpRequestFactory())
			.baseUrl("http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port"))
			.build();
		links(client).forEach((id, path) -> {
			if (!id.equals("heapdump") && !path.contains("{")) {
				hear(id, get(client, path, MediaType.ALL));
			}
		});
		hear("page", get(client, "/actuator/resilience?since=0", MediaType.TEXT_HTML));
		hear("incidents", get(client, "/actuator/db-pool/dataSource/incidents", MediaType.ALL));
		application.getBean(MeterRegistry.class).getMeters().forEach((meter) -> hear("meter", meter.getId()));
	}

	private static Map<String, String> links(RestClient client) {
		Map<String, String> links = new TreeMap<>();
		JsonNode index = Objects.requireNonNull(client.get().uri("/actuator").retrieve().body(JsonNode.class));
		index.get("_links")
			.properties()
			.forEach((link) -> links.put(link.getKey(),
					link.getValue().get("href").asString().replaceFirst("http://[^/]*", "")));
		return links;
	}

	private static String get(RestClient client, String path, MediaType type) {
		String body = client.get()
			.uri(path)
			.accept(type)
			.exchange((request, response) -> new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8));
		return Objects.requireNonNull(body);
	}

	/**
	 * Return all that was heard, that of the Flight Recorder included.
	 * @return one line for each
	 */
	Queue<String> all() {
		try {
			Path file = Files.createTempFile("secrets", ".jfr");
			this.recording.stop();
			this.recording.dump(file);
			RecordingFile.readAllEvents(file)
				.stream()
				.filter((event) -> event.getEventType().getName().startsWith("io.resiliencestarter."))
				.forEach((event) -> hear("recording", event));
			Files.delete(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return this.heard;
	}

	@Override
	public void close() {
		this.recording.close();
	}

}
