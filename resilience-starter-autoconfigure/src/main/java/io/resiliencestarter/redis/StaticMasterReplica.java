package io.resiliencestarter.redis;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.ApplicationContext;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;

/**
 * Tells whether Redis is configured as a static master with replicas. A factory does not
 * show that configuration, so it cannot be replaced.
 */
final class StaticMasterReplica {

	private StaticMasterReplica() {
	}

	static boolean isConfigured(ApplicationContext context) {
		return context.getBeanProvider(RedisStaticMasterReplicaConfiguration.class).stream().findAny().isPresent()
				|| context.getBeanProvider(DataRedisConnectionDetails.class)
					.stream()
					.anyMatch((details) -> details.getMasterReplica() != null);
	}

}
