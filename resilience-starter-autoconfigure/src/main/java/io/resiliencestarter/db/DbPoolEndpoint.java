package io.resiliencestarter.db;

import java.time.Clock;
import java.util.List;
import java.util.Map;

import io.resiliencestarter.breaker.PoolBreakerDescriptor;
import io.resiliencestarter.budget.Share;
import io.resiliencestarter.db.DbPoolEndpoint.DbPoolDescriptor;
import io.resiliencestarter.db.DbPoolEndpoint.ErrorDescriptor;
import io.resiliencestarter.diagnosis.Diagnostician;
import io.resiliencestarter.pool.CallsWhileHolding;
import io.resiliencestarter.pool.PoolKind;
import io.resiliencestarter.pool.PoolSnapshot;
import io.resiliencestarter.pool.PoolTracker;
import io.resiliencestarter.pool.PoolUsage;
import io.resiliencestarter.support.AcquireDescriptor;
import io.resiliencestarter.support.ConnectionsDescriptor;
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
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * {@link Endpoint @Endpoint} that shows the database pools and, where the user has
 * allowed that, resizes them and renews their connections.
 */
@RegisterReflectionForBinding({ DbPoolDescriptor.class, IncidentDescriptor.class, ErrorDescriptor.class })
@Endpoint(id = "dbpool", defaultAccess = Access.READ_ONLY)
public class DbPoolEndpoint extends PoolEndpoint<DbPool, DbPoolDescriptor> {

	private final DbPools pools;

	private final CallsWhileHolding calls;

	private final DbBudget budget;

	DbPoolEndpoint(DbPools pools, CallsWhileHolding calls, DbBudget budget, Clock clock) {
		super(PoolKind.DB, pools, clock);
		this.pools = pools;
		this.calls = calls;
		this.budget = budget;
	}

	/**
	 * Act on a pool.
	 * @param pool the name of its bean
	 * @param action {@code resize} or {@code evict}
	 * @param max the most connections, for {@code resize}
	 * @return the pool as it is after that; not found if there is none of that name, and
	 * a bad request that says why if the action is none or lacks what it needs
	 */
	@WriteOperation
	public WebEndpointResponse<?> act(@Selector String pool, @Nullable String action, @Nullable Integer max) {
		DbPool found = this.pools.find(pool);
		if (found == null) {
			return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		}
		try {
			found.actions().perform(String.valueOf(action), max);
			this.budget.refresh();
		}
		catch (IllegalArgumentException ex) {
			return new WebEndpointResponse<>(new ErrorDescriptor(String.valueOf(ex.getMessage())),
					WebEndpointResponse.STATUS_BAD_REQUEST);
		}
		return new WebEndpointResponse<>(pool(pool));
	}

	@Override
	protected @Nullable Map<String, String> unmanaged() {
		return this.pools.unmanaged().isEmpty() ? null : this.pools.unmanaged();
	}

	@Override
	protected DbPoolDescriptor describe(DbPool pool, PoolSnapshot snapshot, boolean stacks) {
		PoolTracker<?> tracker = pool.tracker();
		Diagnostician diagnostician = pool.diagnostician();
		PoolUsage usage = (tracker != null) ? tracker.usage() : null;
		Share share = this.budget.share(pool.name());
		pool.limits().want();
		return new DbPoolDescriptor(pool.poolName(), snapshot.status().label(), snapshot.started(),
				ConnectionsDescriptor.of(snapshot.connections()), (usage != null) ? AcquireDescriptor.of(usage) : null,
				(usage != null) ? HoldDescriptor.of(usage) : null,
				(usage != null) ? usage.holders().stream().map((holder) -> HolderDescriptor.of(holder, stacks)).toList()
						: null,
				(usage != null) ? usage.waiters().stream().map(WaiterDescriptor::of).toList() : null,
				(usage != null) ? this.calls.of(pool.name()).stream().map(HeldCallsDescriptor::of).toList() : null,
				(diagnostician != null) ? VerdictDescriptor.of(diagnostician.verdict()) : null,
				(diagnostician != null) ? diagnostician.opened() : null, ServerDescriptor.of(pool.limits(), share),
				this.budget.describe(pool), PoolBreakerDescriptor.of(pool.breaker()),
				SettingDescriptor.of(pool.settings()));
	}

	/**
	 * One database pool. What is only known of a tracked pool is {@code null} for one
	 * that had started before it could be tracked.
	 *
	 * @param name the name that HikariCP logs
	 * @param status the status
	 * @param started whether the pool has been used
	 * @param connections the connection counts
	 * @param acquire how long callers wait
	 * @param hold how long connections are held
	 * @param holders who holds a connection, the longest hold first
	 * @param waiters who waits for a connection, the longest wait first
	 * @param callsWhileHolding which services are called while a connection is held
	 * @param verdict why the pool is dry, if it is
	 * @param incidents how many incidents there were
	 * @param server what is known of the server behind it
	 * @param budget what it may have, {@code null} if replicas share nothing
	 * @param breaker the pool's breaker, {@code null} if it has none
	 * @param settings the effective settings with their origins
	 */
	public record DbPoolDescriptor(String name, String status, boolean started, ConnectionsDescriptor connections,
			@Nullable AcquireDescriptor acquire, @Nullable HoldDescriptor hold,
			@Nullable List<HolderDescriptor> holders, @Nullable List<WaiterDescriptor> waiters,
			@Nullable List<HeldCallsDescriptor> callsWhileHolding, @Nullable VerdictDescriptor verdict,
			@Nullable Long incidents, ServerDescriptor server, @Nullable BudgetDescriptor budget,
			@Nullable PoolBreakerDescriptor breaker,
			Map<String, SettingDescriptor> settings) implements OperationResponseBody {
	}

	/**
	 * Why an action was not performed.
	 *
	 * @param error what is wrong with the request
	 */
	public record ErrorDescriptor(String error) implements OperationResponseBody {
	}

}
