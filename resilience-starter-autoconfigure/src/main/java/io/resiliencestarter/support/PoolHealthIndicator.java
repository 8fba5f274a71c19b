package io.resiliencestarter.support;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.resiliencestarter.diagnosis.Cause;
import io.resiliencestarter.diagnosis.DiagnosedPool;
import io.resiliencestarter.diagnosis.Diagnostician;
import io.resiliencestarter.diagnosis.Verdict;
import io.resiliencestarter.pool.PoolRegistry;
import io.resiliencestarter.pool.PoolSnapshot;
import io.resiliencestarter.pool.PoolStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Health of the pools of one kind. Reads snapshots, so that a dry pool cannot hold up a
 * health check: it is up while healthy or warning, out of service once critical for ten
 * seconds, down when a pool's server is.
 */
public class PoolHealthIndicator extends AbstractHealthIndicator {

	private static final Duration CRITICAL_GRACE = Duration.ofSeconds(10);

	private final PoolRegistry<?> registry;

	private final Clock clock;

	/**
	 * Create the indicator.
	 * @param registry the pools
	 * @param clock tells the current instant
	 */
	public PoolHealthIndicator(PoolRegistry<?> registry, Clock clock) {
		super("The state of the pools could not be read");
		this.registry = registry;
		this.clock = clock;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		Instant now = this.clock.instant();
		List<PoolSnapshot> snapshots = this.registry.pools().stream().map((pool) -> pool.snapshot(now)).toList();
		PoolStatus worst = PoolStatus.worst(snapshots.stream().map(PoolSnapshot::status).toList());
		if (worst == PoolStatus.DOWN) {
			builder.down();
		}
		else if (snapshots.stream().anyMatch((snapshot) -> exhausted(snapshot, now))) {
			builder.outOfService();
		}
		else {
			builder.up();
		}
		builder.withDetail("status", worst.label());
		builder.withDetail("pools", details(snapshots));
	}

	private boolean exhausted(PoolSnapshot snapshot, Instant now) {
		Instant since = snapshot.criticalSince();
		return since != null && !now.isBefore(since.plus(CRITICAL_GRACE));
	}

	private Map<String, Map<String, Object>> details(Collection<PoolSnapshot> snapshots) {
		Map<String, Map<String, Object>> details = new LinkedHashMap<>();
		for (PoolSnapshot snapshot : snapshots) {
			Map<String, Object> pool = new LinkedHashMap<>();
			pool.put("status", snapshot.status().label());
			pool.put("active", snapshot.connections().active());
			pool.put("max", snapshot.connections().max());
			pool.put("waiting", snapshot.connections().waiting());
			Verdict verdict = verdict(snapshot.name());
			if (verdict != null && verdict.cause() != Cause.NONE) {
				pool.put("cause", verdict.cause().label());
				pool.put("summary", verdict.summary());
			}
			details.put(snapshot.name(), pool);
		}
		return details;
	}

	private @Nullable Verdict verdict(String name) {
		Diagnostician diagnostician = (this.registry.find(name) instanceof DiagnosedPool pool) ? pool.diagnostician()
				: null;
		return (diagnostician != null) ? diagnostician.verdict() : null;
	}

}
