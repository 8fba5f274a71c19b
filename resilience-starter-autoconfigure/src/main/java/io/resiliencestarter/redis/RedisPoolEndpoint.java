package io.resiliencestarter.redis;

import java.time.Clock;
import java.util.Map;

import io.resiliencestarter.pool.PoolConnections;
import io.resiliencestarter.pool.PoolRegistry;
import io.resiliencestarter.pool.PoolSnapshot;
import io.resiliencestarter.redis.RedisPoolEndpoint.RedisPoolDescriptor;
import io.resiliencestarter.support.PoolEndpoint;
import io.resiliencestarter.support.SettingDescriptor;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;

/**
 * {@link Endpoint @Endpoint} that shows the Redis pools.
 */
@RegisterReflectionForBinding(RedisPoolDescriptor.class)
@Endpoint(id = "redispool", defaultAccess = Access.READ_ONLY)
public class RedisPoolEndpoint extends PoolEndpoint<RedisPool, RedisPoolDescriptor> {

	RedisPoolEndpoint(PoolRegistry<RedisPool> pools, Clock clock) {
		super(pools, clock);
	}

	@Override
	protected RedisPoolDescriptor describe(RedisPool pool, PoolSnapshot snapshot) {
		return new RedisPoolDescriptor(snapshot.status().label(), snapshot.started(), pool.topology(),
				pool.connectionMode(), describe(snapshot.connections(), pool), SettingDescriptor.of(pool.settings()));
	}

	private RedisConnectionsDescriptor describe(PoolConnections connections, RedisPool pool) {
		return new RedisConnectionsDescriptor(connections.max(), connections.min(), connections.total(),
				connections.active(), connections.idle(), connections.waiting(), connections.utilization(),
				pool.created(), pool.destroyed());
	}

	/**
	 * One Redis pool.
	 *
	 * @param status the status
	 * @param started whether the pool has been used
	 * @param topology how the servers are arranged: {@code standalone}, {@code sentinel},
	 * {@code cluster} or {@code socket}
	 * @param connectionMode {@code pooled}, or {@code shared} when commands share one
	 * connection
	 * @param connections the connection counts
	 * @param settings the effective settings with their origins
	 */
	public record RedisPoolDescriptor(String status, boolean started, String topology, String connectionMode,
			RedisConnectionsDescriptor connections,
			Map<String, SettingDescriptor> settings) implements OperationResponseBody {
	}

	/**
	 * Connection counts of a Redis pool.
	 *
	 * @param max the most connections that the pool opens
	 * @param min the connections that the pool keeps
	 * @param total the open connections
	 * @param active the borrowed connections
	 * @param idle the open connections that nobody has borrowed
	 * @param waiting the threads that wait for a connection
	 * @param utilization the borrowed share of the largest possible pool, 0 to 1
	 * @param created the connections opened since the start
	 * @param destroyed the connections closed since the start
	 */
	public record RedisConnectionsDescriptor(int max, int min, int total, int active, int idle, int waiting,
			double utilization, long created, long destroyed) {
	}

}
