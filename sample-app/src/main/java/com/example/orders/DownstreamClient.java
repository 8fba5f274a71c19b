package com.example.orders;

import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.Map;

import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * Calls the other services. Nothing here knows of the starter: Spring Boot's builder is
 * enough for the calls to be guarded.
 */
@Component
class DownstreamClient {

	private final Map<String, RestClient> clients;

	DownstreamClient(RestClient.Builder builder, Environment environment) {
		this.clients = DownstreamServers.NAMES.stream()
			.collect(Collectors.toMap(Function.identity(),
					(name) -> builder.clone()
						.baseUrl(environment.getRequiredProperty(DownstreamServers.baseUrlKey(name)))
						.build()));
	}

	/**
	 * Have a service do something.
	 * @param service the name of the service
	 * @param task what to do
	 * @param subject what to do it with
	 */
	void call(String service, String task, String subject) {
		RestClient client = this.clients.get(service);
		if (client == null) {
			throw new IllegalArgumentException("No service '%s'".formatted(service));
		}
		try {
			client.post().uri("/{task}", task).body(subject).retrieve().toBodilessEntity();
		}
		catch (RestClientException ex) {
			throw new DownstreamException(service, ex);
		}
	}

}
