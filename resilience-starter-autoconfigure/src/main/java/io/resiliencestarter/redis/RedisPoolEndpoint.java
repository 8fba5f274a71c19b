package io.resiliencestarter.redis;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.resiliencestarter.breaker.PoolBreakerDescriptor;
import io.resiliencestarter.diagnosis.Diagnostician;
import io.resiliencestarter.pool.CallsWhileHolding;
import io.resiliencestarter.pool.PoolConnections;
import io.resiliencestarter.pool.PoolKind;
import io.resiliencestarter.pool.PoolRegistry;
import io.resiliencestarter.pool.PoolSnapshot;
import io.resiliencestarter.pool.PoolUsage;
import io.resiliencestarter.redis.RedisPoolEndpoint.RedisPoolDescriptor;
import io.resiliencestarter.support.AcquireDescriptor;
import io.resiliencestarter.support.HeldCallsDescriptor;
import io.resiliencestarter.support.HoldDescriptor;
import io.resiliencestarter.support.HolderDescriptor;
import io.resiliencestarter.support.IncidentDescriptor;
import io.resiliencestarter.support.PoolEndpoint;
import io.resiliencestarter.support.SettingDescriptor;
import io.resiliencestarter.support.VerdictDescriptor;
import io.resiliencestarter.support.WaiterDescriptor;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;

/**
 * {@link Endpoint @Endpoint} that shows the Redis pools.
 */
@RegisterReflectionForBinding({ RedisPoolDescriptor.class, IncidentDescriptor.class })
@Endpoint(id = "redispool", defaultAccess = Access.READ_ONLY)
public class RedisPoolEndpoint extends PoolEndpoint<RedisPool, RedisPoolDescriptor> {

	private final CallsWhileHolding calls;

	RedisPoolEndpoint(PoolRegistry<RedisPool> pools, CallsWhileHolding calls, Clock clock) {
		super(PoolKind.REDIS, pools, clock);
		this.calls = calls;
	}

	@Override
	protected RedisPoolDescriptor describe(RedisPool pool, PoolSnapshot snapshot, boolean stacks) {
		PoolUsage usage = pool.tracker().usage();
		Diagnostician diagnostician = pool.diagnostician();
		return new RedisPoolDescriptor(snapshot.status().label(), snapshot.started(), pool.topology(),
				pool.connectionMode(), describe(snapshot.connections(), pool), AcquireDescriptor.of(usage),
				HoldDescriptor.of(usage),
				usage.holders().stream().map((holder) -> HolderDescriptor.of(holder, stacks)).toList(),
				usage.waiters().stream().map(WaiterDescriptor::of).toList(),
				this.calls.of(pool.name()).stream().map(HeldCallsDescriptor::of).toList(),
				VerdictDescriptor.of(diagnostician.verdict()), diagnostician.opened(),
				PoolBreakerDescriptor.of(pool.breaker()), PingDescriptor.of(pool.lastPing()),
				SettingDescriptor.of(pool.settings()));
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
	 * @param acquire how long callers wait
	 * @param hold how long connections are held
	 * @param holders who holds a connection, the longest hold first
	 * @param waiters who waits for a connection, the longest wait first
	 * @param callsWhileHolding which services are called while a connection is held
	 * @param verdict why the pool is dry, if it is
	 * @param incidents how many incidents there were
	 * @param breaker the pool's breaker, {@code null} if it has none
	 * @param lastPing how the last check of an idle connection went, {@code null} if none
	 * was due yet
	 * @param settings the effective settings with their origins
	 */
	public record RedisPoolDescriptor(String status, boolean started, String topology, String connectionMode,
			RedisConnectionsDescriptor connections, AcquireDescriptor acquire, HoldDescriptor hold,
			List<HolderDescriptor> holders, List<WaiterDescriptor> waiters, List<HeldCallsDescriptor> callsWhileHolding,
			VerdictDescriptor verdict, long incidents, @Nullable PoolBreakerDescriptor breaker,
			@Nullable PingDescriptor lastPing,
			Map<String, SettingDescriptor> settings) implements OperationResponseBody {
	}

	/**
	 * A check of an idle connection.
	 *
	 * @param ok whether the server answered in time
	 * @param rttMs the time to the answer, in milliseconds
	 * @param at when
	 */
	public record PingDescriptor(boolean ok, double rttMs, Instant at) {

		static @Nullable PingDescriptor of(IdleCheck.@Nullable Ping ping) {
			return (ping != null)
					? new PingDescriptor(ping.ok(), Math.round(ping.roundTrip().toNanos() / 1e3) / 1e3, ping.at())
					: null;
		}

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
