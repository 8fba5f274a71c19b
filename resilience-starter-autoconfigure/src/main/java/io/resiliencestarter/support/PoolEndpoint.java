package io.resiliencestarter.support;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.resiliencestarter.diagnosis.DiagnosedPool;
import io.resiliencestarter.diagnosis.Diagnostician;
import io.resiliencestarter.pool.MonitoredPool;
import io.resiliencestarter.pool.PoolRegistry;
import io.resiliencestarter.pool.PoolSnapshot;
import io.resiliencestarter.pool.PoolStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * Base of the endpoints that show pools of one kind. Answers from snapshots, so also
 * while a pool is dry; it neither borrows a connection, nor opens one, nor starts a pool.
 *
 * @param <P> the type of pool
 * @param <D> what is shown of one pool
 */
public abstract class PoolEndpoint<P extends MonitoredPool, D> {

	private final PoolRegistry<P> pools;

	private final Clock clock;

	/**
	 * Create the endpoint.
	 * @param pools the pools
	 * @param clock tells the current instant
	 */
	protected PoolEndpoint(PoolRegistry<P> pools, Clock clock) {
		this.pools = pools;
		this.clock = clock;
	}

	/**
	 * Show all pools.
	 * @return the pools, and the worst status among them
	 */
	@ReadOperation
	public PoolsDescriptor<D> pools() {
		Map<String, D> descriptors = new LinkedHashMap<>();
		List<PoolStatus> statuses = new ArrayList<>();
		for (P pool : this.pools.pools()) {
			PoolSnapshot snapshot = pool.snapshot(this.clock.instant());
			statuses.add(snapshot.status());
			descriptors.put(pool.name(), describe(pool, snapshot));
		}
		return new PoolsDescriptor<>(PoolStatus.worst(statuses).label(), descriptors, unmanaged());
	}

	/**
	 * Show one pool.
	 * @param pool the name of its bean
	 * @return the pool, or {@code null} if there is none of that name
	 */
	@ReadOperation
	public @Nullable D pool(@Selector String pool) {
		P found = this.pools.find(pool);
		return (found != null) ? describe(found, found.snapshot(this.clock.instant())) : null;
	}

	/**
	 * Show the last incidents of a pool.
	 * @param pool the name of its bean
	 * @param part {@code incidents}
	 * @return the incidents, the newest first; {@code null} if there is no such pool or
	 * part
	 */
	@ReadOperation
	public @Nullable List<IncidentDescriptor> incidents(@Selector String pool, @Selector String part) {
		Diagnostician diagnostician = (this.pools.find(pool) instanceof DiagnosedPool found) ? found.diagnostician()
				: null;
		if (diagnostician == null || !part.equals("incidents")) {
			return null;
		}
		return diagnostician.incidents().stream().map(IncidentDescriptor::of).toList();
	}

	/**
	 * Return what is left alone.
	 * @return the types of the beans that are no pools of ours, by name; {@code null} if
	 * there are none
	 */
	protected @Nullable Map<String, String> unmanaged() {
		return null;
	}

	/**
	 * Describe a pool.
	 * @param pool the pool
	 * @param snapshot its state
	 * @return what is shown of it
	 */
	protected abstract D describe(P pool, PoolSnapshot snapshot);

	/**
	 * The pools of one kind.
	 *
	 * @param <D> what is shown of one pool
	 * @param status the worst status among them
	 * @param pools the pools by the name of their bean
	 * @param unmanaged the types of the beans that are left alone, by name; {@code null}
	 * if there are none
	 */
	public record PoolsDescriptor<D>(String status, Map<String, D> pools,
			@Nullable Map<String, String> unmanaged) implements OperationResponseBody {
	}

}
