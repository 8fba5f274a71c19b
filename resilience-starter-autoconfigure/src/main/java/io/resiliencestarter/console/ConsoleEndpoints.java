package io.resiliencestarter.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.resiliencestarter.breaker.BreakersEndpoint.BreakersDescriptor;
import io.resiliencestarter.pool.PoolKind;
import io.resiliencestarter.support.IncidentSummary;
import io.resiliencestarter.support.PoolEndpoint;
import io.resiliencestarter.support.PoolEndpoint.PoolsDescriptor;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;

/**
 * The endpoints whose content the page shows, as far as they are exposed.
 */
class ConsoleEndpoints {

	private static final List<String> WITH_ACTIONS = List.of("dbpool", "breakers");

	private final List<PoolEndpoint<?, ?>> pools;

	private final BreakersSource breakers;

	private final EndpointAccessResolver access;

	private final ObjectProvider<PathMappedEndpoints> paths;

	/**
	 * Create them.
	 * @param pools those that show pools
	 * @param breakers tells of the breakers
	 * @param access what is allowed
	 * @param paths where they are, known once all endpoints are
	 */
	ConsoleEndpoints(List<PoolEndpoint<?, ?>> pools, BreakersSource breakers, EndpointAccessResolver access,
			ObjectProvider<PathMappedEndpoints> paths) {
		this.pools = List.copyOf(pools);
		this.breakers = breakers;
		this.access = access;
		this.paths = paths;
	}

	@Nullable PoolsDescriptor<?> pools(PoolKind kind) {
		return this.pools.stream()
			.filter((endpoint) -> endpoint.kind() == kind)
			.findFirst()
			.<@Nullable PoolsDescriptor<?>>map(PoolEndpoint::overview)
			.orElse(null);
	}

	@Nullable BreakersDescriptor breakers() {
		return this.breakers.read();
	}

	/**
	 * Return the incidents, by the kind and the name of the pool.
	 */
	Map<String, Map<String, List<IncidentSummary>>> incidents() {
		Map<String, Map<String, List<IncidentSummary>>> incidents = new LinkedHashMap<>();
		this.pools.forEach((endpoint) -> incidents.put(endpoint.kind().tag(), endpoint.incidents()));
		return incidents;
	}

	/**
	 * Return the ids of those that take actions from whom they let in.
	 */
	List<String> actions() {
		List<String> allowed = new ArrayList<>();
		for (String id : WITH_ACTIONS) {
			if (this.access.accessFor(EndpointId.of(id), Access.READ_ONLY) == Access.UNRESTRICTED) {
				allowed.add(id);
			}
		}
		return allowed;
	}

	/**
	 * Return where an endpoint is as seen from the page, whatever is in front of the
	 * application.
	 * @param id its id
	 * @return the relative path, empty if it is not exposed
	 */
	String path(String id) {
		PathMappedEndpoints all = this.paths.getObject();
		String page = all.getRootPath(EndpointId.of("resilience"));
		String other = all.getRootPath(EndpointId.of(id));
		if (page == null || other == null) {
			return "";
		}
		return "../".repeat((int) page.chars().filter((letter) -> letter == '/').count()) + other;
	}

	/**
	 * Tells of the breakers, if there are any.
	 */
	@FunctionalInterface
	interface BreakersSource {

		@Nullable BreakersDescriptor read();

	}

}
