package io.resiliencestarter.db;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.resiliencestarter.pool.PoolRegistry;
import io.resiliencestarter.pool.PoolSnapshot;
import io.resiliencestarter.pool.PoolStatus;
import io.resiliencestarter.support.ConnectionsDescriptor;
import io.resiliencestarter.support.SettingDescriptor;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * {@link Endpoint @Endpoint} that shows the database pools. Answers from snapshots, so
 * also while a pool is dry; it neither borrows a connection nor starts a pool.
 */
@Endpoint(id = "dbpool", defaultAccess = Access.READ_ONLY)
public class DbPoolEndpoint {

	private final PoolRegistry<DbPool> pools;

	private final Clock clock;

	DbPoolEndpoint(PoolRegistry<DbPool> pools, Clock clock) {
		this.pools = pools;
		this.clock = clock;
	}

	/**
	 * Show all pools.
	 * @return the pools, and the worst status among them
	 */
	@ReadOperation
	public DbPoolsDescriptor dbPools() {
		Map<String, DbPoolDescriptor> descriptors = new LinkedHashMap<>();
		List<PoolStatus> statuses = new ArrayList<>();
		for (DbPool pool : this.pools.pools()) {
			PoolSnapshot snapshot = pool.snapshot(this.clock.instant());
			statuses.add(snapshot.status());
			descriptors.put(pool.name(), describe(pool, snapshot));
		}
		return new DbPoolsDescriptor(PoolStatus.worst(statuses).label(), descriptors);
	}

	/**
	 * Show one pool.
	 * @param pool the name of its bean
	 * @return the pool, or {@code null} if there is none of that name
	 */
	@ReadOperation
	public @Nullable DbPoolDescriptor dbPool(@Selector String pool) {
		DbPool found = this.pools.find(pool);
		return (found != null) ? describe(found, found.snapshot(this.clock.instant())) : null;
	}

	private DbPoolDescriptor describe(DbPool pool, PoolSnapshot snapshot) {
		return new DbPoolDescriptor(pool.poolName(), snapshot.status().label(), snapshot.started(),
				ConnectionsDescriptor.of(snapshot.connections()), SettingDescriptor.of(pool.settings()));
	}

	/**
	 * The database pools.
	 *
	 * @param status the worst status among them
	 * @param pools the pools by the name of their bean
	 */
	public record DbPoolsDescriptor(String status,
			Map<String, DbPoolDescriptor> pools) implements OperationResponseBody {
	}

	/**
	 * One database pool.
	 *
	 * @param name the name that HikariCP logs
	 * @param status the status
	 * @param started whether the pool has been used
	 * @param connections the connection counts
	 * @param settings the effective settings with their origins
	 */
	public record DbPoolDescriptor(String name, String status, boolean started, ConnectionsDescriptor connections,
			Map<String, SettingDescriptor> settings) implements OperationResponseBody {
	}

}
