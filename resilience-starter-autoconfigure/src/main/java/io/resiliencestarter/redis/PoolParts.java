package io.resiliencestarter.redis;

import java.time.Clock;
import java.time.Duration;

import io.resiliencestarter.breaker.Breaker;
import io.resiliencestarter.diagnosis.IncidentListener;
import io.resiliencestarter.diagnosis.PoolTerms;
import io.resiliencestarter.pool.HoldWatch;
import io.resiliencestarter.pool.PoolTracker;
import io.resiliencestarter.pool.PoolKind;
import io.resiliencestarter.pool.TrackerContext;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;

/**
 * Those who guard, track and look after a pool. They outlive it if its factory is stopped
 * and started again.
 *
 * @param guard turns callers away while the server does not serve
 * @param commands guards commands
 * @param idleCheck finds connections that broke while they were idle
 * @param tracker knows who holds connections
 * @param watch notices long holds
 * @param diagnosis knows why callers get no connection
 * @param failures says so to callers
 * @param settings what the user asked of the pool
 */
record PoolParts(RedisGuard guard, CommandGuard commands, IdleCheck idleCheck, PoolTracker<Lease> tracker,
		HoldWatch<Lease> watch, RedisDiagnosis diagnosis, PoolFailures failures, RedisPoolSettings settings) {

	private static final Duration SLOW_HOLD = Duration.ofSeconds(5);

	private static final Duration LEAK = Duration.ofSeconds(30);

	/**
	 * Create the parts of a pool.
	 * @param terms what a diagnosis has to know
	 * @param settings what the user asked of the pool
	 * @param commandTimeout the time that a command may take
	 * @param context what all trackers share
	 * @param breaker the pool's breaker, {@code null} for none
	 * @param listener who is told of incidents
	 * @return the parts
	 */
	static PoolParts of(PoolTerms terms, RedisPoolSettings settings, Duration commandTimeout, TrackerContext context,
			@Nullable Breaker breaker, IncidentListener listener) {
		Clock clock = Clock.systemUTC();
		PoolTracker<Lease> tracker = new PoolTracker<>(PoolKind.REDIS, context, Lease::isEnded,
				(connection) -> ((PooledConnection) connection).isClosed());
		tracker.times().exact();
		RedisGuard guard = new RedisGuard(terms.name(), breaker, clock);
		RedisDiagnosis diagnosis = new RedisDiagnosis(terms, guard, tracker, listener, clock);
		return new PoolParts(guard, new CommandGuard(guard, commandTimeout),
				new IdleCheck(settings.healthCheckInterval().value(), commandTimeout, clock), tracker,
				new HoldWatch<>(tracker, SLOW_HOLD, LEAK), diagnosis,
				new PoolFailures(terms.name(), guard, tracker, diagnosis.diagnostician()::verdict), settings);
	}

	LettucePool createPool(GenericObjectPoolConfig<?> config) {
		return new LettucePool(config, this.guard, this.idleCheck, this.tracker, this.failures);
	}

	boolean keepalive() {
		return this.settings.keepalive().value();
	}

	boolean retries() {
		return this.settings.retryOnTimeout().value();
	}

}
