package io.resiliencestarter.benchmarks;

import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

/**
 * An application whose requests need what is below the URL {@code downstream}.
 */
@Configuration(proxyBeanMethods = false)
@Import({ Application.class, RequestApplication.Requests.class })
class RequestApplication {

	@RestController
	static class Requests {

		private final RestClient client;

		Requests(RestClient.Builder builder, Environment environment) {
			this.client = builder.baseUrl(environment.getRequiredProperty("downstream")).build();
		}

		@GetMapping("/constant")
		String constant() {
			return Downstream.BODY;
		}

		@GetMapping("/constant-503")
		@ResponseStatus(HttpStatus.SERVICE_UNAVAILABLE)
		String constant503() {
			return Downstream.BODY;
		}

		@GetMapping("/call/{service}")
		@Nullable String call(@PathVariable String service) {
			return this.client.get().uri("/{service}", service).retrieve().body(String.class);
		}

		/**
		 * Without this, each would be logged with its stack trace.
		 */
		@ExceptionHandler
		@ResponseStatus(HttpStatus.GATEWAY_TIMEOUT)
		void timedOut(ResourceAccessException ex) {
		}

	}

}
