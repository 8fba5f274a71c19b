package io.resiliencestarter.redis;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Clock;
import java.time.Duration;

import io.resiliencestarter.diagnosis.Diagnostician;
import io.resiliencestarter.diagnosis.IncidentListener;
import io.resiliencestarter.diagnosis.PoolTerms;
import io.resiliencestarter.diagnosis.ServerWitness;
import io.resiliencestarter.diagnosis.ThriftyView;
import io.resiliencestarter.diagnosis.TrackedView;
import io.resiliencestarter.diagnosis.Vitals;
import io.resiliencestarter.pool.MonitoredPool;
import io.resiliencestarter.pool.PoolSnapshot;
import io.resiliencestarter.pool.PoolTracker;

/**
 * Tells the diagnostician of a Redis pool what there is to see. The server is not asked:
 * it tells nobody what its other clients do for how long.
 */
class RedisDiagnosis {

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	private final RedisGuard guard;

	private final PoolTracker<Lease> tracker;

	private final Clock clock;

	private final Diagnostician diagnostician;

	RedisDiagnosis(PoolTerms terms, RedisGuard guard, PoolTracker<Lease> tracker, IncidentListener listener,
			Clock clock) {
		this.guard = guard;
		this.tracker = tracker;
		this.clock = clock;
		this.diagnostician = new Diagnostician(terms,
				new ThriftyView(new TrackedView(tracker), System::nanoTime, THREADS::getCurrentThreadCpuTime), listener,
				ServerWitness.NONE, clock.instant());
	}

	Diagnostician diagnostician() {
		return this.diagnostician;
	}

	void look(MonitoredPool pool) {
		PoolSnapshot snapshot = pool.snapshot(this.clock.instant());
		boolean waiting = snapshot.connections().waiting() > 0;
		this.diagnostician.look(new Vitals(snapshot.at(), snapshot.status(), snapshot.connections(),
				Duration.ofNanos(waiting ? this.tracker.longestWait() : 0), this.tracker.acquired(),
				this.tracker.timeouts(), this.tracker.rejections(), this.guard.creation(), null));
	}

}
