package com.example.orders;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Switches the services that orders calls, to see what happens.
 */
@RestController
@RequestMapping("/downstream")
class DownstreamController {

	private final DownstreamServers servers;

	DownstreamController(DownstreamServers servers) {
		this.servers = servers;
	}

	@GetMapping
	Map<String, DownstreamDescriptor> list() {
		Map<String, DownstreamDescriptor> services = new TreeMap<>();
		this.servers.all().forEach((name, server) -> services.put(name, DownstreamDescriptor.of(server)));
		return services;
	}

	@PostMapping("/{name}/{mode}")
	DownstreamDescriptor switchTo(@PathVariable String name, @PathVariable String mode) {
		DownstreamServer server = this.servers.find(name)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "No service '%s'".formatted(name)));
		server.switchTo(mode(mode));
		return DownstreamDescriptor.of(server);
	}

	private static DownstreamMode mode(String text) {
		try {
			return DownstreamMode.valueOf(text.toUpperCase(Locale.ROOT));
		}
		catch (IllegalArgumentException ex) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST,
					"No mode '%s': healthy, slow, hanging, failing or refusing".formatted(text), ex);
		}
	}

	/**
	 * A service as it is shown.
	 *
	 * @param url where it listens
	 * @param mode how it behaves
	 */
	record DownstreamDescriptor(String url, String mode) {

		private static DownstreamDescriptor of(DownstreamServer server) {
			return new DownstreamDescriptor(server.url(), server.mode().name().toLowerCase(Locale.ROOT));
		}

	}

}
