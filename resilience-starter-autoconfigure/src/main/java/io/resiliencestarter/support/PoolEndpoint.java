package io.resiliencestarter.support;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.resiliencestarter.diagnosis.DiagnosedPool;
import io.resiliencestarter.diagnosis.Diagnostician;
import io.resiliencestarter.pool.MonitoredPool;
import io.resiliencestarter.pool.PoolKind;
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

	private final PoolKind kind;

	private final PoolRegistry<P> pools;

	private final Clock clock;

	/**
	 * Create the endpoint.
	 * @param kind what the pools' connections lead to
	 * @param pools the pools
	 * @param clock tells the current instant
	 */
	protected PoolEndpoint(PoolKind kind, PoolRegistry<P> pools, Clock clock) {
		this.kind = kind;
		this.pools = pools;
		this.clock = clock;
	}

	/**
	 * Show all pools.
	 * @return the pools, and the worst status among them
	 */
	@ReadOperation
	public PoolsDescriptor<D> pools() {
		return describe(true);
	}

	/**
	 * Describe all pools without the stacks of the holders, for who looks often.
	 * @return the pools, and the worst status among them
	 */
	public final PoolsDescriptor<D> overview() {
		return describe(false);
	}

	private PoolsDescriptor<D> describe(boolean stacks) {
		Map<String, D> descriptors = new LinkedHashMap<>();
		List<PoolStatus> statuses = new ArrayList<>();
		for (P pool : this.pools.pools()) {
			PoolSnapshot snapshot = pool.snapshot(this.clock.instant());
			statuses.add(snapshot.status());
			descriptors.put(pool.name(), describe(pool, snapshot, stacks));
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
		return (found != null) ? describe(found, found.snapshot(this.clock.instant()), true) : null;
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
		P found = this.pools.find(pool);
		Diagnostician diagnostician = (found != null) ? diagnostician(found) : null;
		if (diagnostician == null || !part.equals("incidents")) {
			return null;
		}
		return diagnostician.incidents().stream().map(IncidentDescriptor::of).toList();
	}

	/**
	 * Tell of the last incidents of all pools.
	 * @return the incidents, the newest first, by the name of the pool
	 */
	public final Map<String, List<IncidentSummary>> incidents() {
		Map<String, List<IncidentSummary>> incidents = new LinkedHashMap<>();
		for (P pool : this.pools.pools()) {
			Diagnostician diagnostician = diagnostician(pool);
			if (diagnostician != null) {
				incidents.put(pool.name(), diagnostician.incidents().stream().map(IncidentSummary::of).toList());
			}
		}
		return incidents;
	}

	private @Nullable Diagnostician diagnostician(P pool) {
		return (pool instanceof DiagnosedPool diagnosed) ? diagnosed.diagnostician() : null;
	}

	/**
	 * Return what the pools' connections lead to.
	 * @return the kind
	 */
	public final PoolKind kind() {
		return this.kind;
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
	 * @param stacks whether to show the stacks of the holders
	 * @return what is shown of it
	 */
	protected abstract D describe(P pool, PoolSnapshot snapshot, boolean stacks);

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
