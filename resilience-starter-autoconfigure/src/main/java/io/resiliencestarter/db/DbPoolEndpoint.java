package io.resiliencestarter.db;

import java.time.Clock;
import java.util.Map;

import io.resiliencestarter.db.DbPoolEndpoint.DbPoolDescriptor;
import io.resiliencestarter.pool.PoolRegistry;
import io.resiliencestarter.pool.PoolSnapshot;
import io.resiliencestarter.support.ConnectionsDescriptor;
import io.resiliencestarter.support.PoolEndpoint;
import io.resiliencestarter.support.SettingDescriptor;

import org.springframework.aot.hint.annotation.RegisterReflectionForBinding;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;

/**
 * {@link Endpoint @Endpoint} that shows the database pools.
 */
@RegisterReflectionForBinding(DbPoolDescriptor.class)
@Endpoint(id = "dbpool", defaultAccess = Access.READ_ONLY)
public class DbPoolEndpoint extends PoolEndpoint<DbPool, DbPoolDescriptor> {

	DbPoolEndpoint(PoolRegistry<DbPool> pools, Clock clock) {
		super(pools, clock);
	}

	@Override
	protected DbPoolDescriptor describe(DbPool pool, PoolSnapshot snapshot) {
		return new DbPoolDescriptor(pool.poolName(), snapshot.status().label(), snapshot.started(),
				ConnectionsDescriptor.of(snapshot.connections()), SettingDescriptor.of(pool.settings()));
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
