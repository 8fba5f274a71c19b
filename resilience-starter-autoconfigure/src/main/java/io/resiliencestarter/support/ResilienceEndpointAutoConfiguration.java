package io.resiliencestarter.support;

import java.util.Map;

import org.springframework.boot.actuate.endpoint.web.PathMapper;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the endpoints' paths. An id has letters only; the path is easier
 * to read. A mapping of the user's own ({@code management.endpoints.web.path-mapping})
 * wins.
 */
@AutoConfiguration
@ConditionalOnResilience
@ConditionalOnClass(PathMapper.class)
public final class ResilienceEndpointAutoConfiguration {

	private static final Map<String, String> PATHS = Map.of("dbpool", "db-pool", "redispool", "redis-pool");

	@Bean
	PathMapper resilienceEndpointPathMapper() {
		return (endpointId) -> PATHS.get(endpointId.toLowerCaseString());
	}

}
