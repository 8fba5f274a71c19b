package io.resiliencestarter.redis;

import java.util.Map;

import io.resiliencestarter.breaker.Breaker;
import io.resiliencestarter.diagnosis.DiagnosedPool;
import io.resiliencestarter.diagnosis.Diagnostician;
import io.resiliencestarter.pool.HoldWatch;
import io.resiliencestarter.pool.MonitoredPool;
import io.resiliencestarter.pool.PoolConnections;
import io.resiliencestarter.pool.PoolKind;
import io.resiliencestarter.pool.PoolListener;
import io.resiliencestarter.pool.PoolTracker;
import io.resiliencestarter.support.Setting;
import org.jspecify.annotations.Nullable;

/**
 * The pool of a connection factory that is watched.
 */
class RedisPool extends MonitoredPool implements DiagnosedPool {

	private final PooledLettuceConnectionFactory factory;

	private final PoolParts parts;

	private final Map<String, Setting<?>> settings;

	RedisPool(String beanName, PooledLettuceConnectionFactory factory, PoolParts parts,
			Map<String, Setting<?>> settings) {
		super(beanName, PoolKind.REDIS, parts.settings().thresholds());
		this.factory = factory;
		this.parts = parts;
		this.settings = Map.copyOf(settings);
	}

	Map<String, Setting<?>> settings() {
		return this.settings;
	}

	String topology() {
		return this.factory.topology();
	}

	String connectionMode() {
		return this.factory.getShareNativeConnection() ? "shared" : "pooled";
	}

	IdleCheck.@Nullable Ping lastPing() {
		return this.parts.idleCheck().last();
	}

	@Nullable Breaker breaker() {
		return this.parts.guard().breaker();
	}

	long created() {
		LettucePool pool = this.factory.pool();
		return (pool != null) ? pool.created() : 0;
	}

	long destroyed() {
		LettucePool pool = this.factory.pool();
		return (pool != null) ? pool.destroyed() : 0;
	}

	@Override
	public PoolTracker<?> tracker() {
		return this.parts.tracker();
	}

	@Override
	public HoldWatch<?> holdWatch() {
		return this.parts.watch();
	}

	@Override
	public Diagnostician diagnostician() {
		return this.parts.diagnosis().diagnostician();
	}

	@Override
	public long inquiries() {
		return 0;
	}

	@Override
	protected boolean started() {
		return created() > 0;
	}

	@Override
	protected boolean down() {
		return this.parts.guard().isDown(connections().total());
	}

	@Override
	public PoolConnections connections() {
		LettucePool pool = this.factory.pool();
		return (pool != null) ? pool.counts() : new PoolConnections(this.factory.maxConnections(), 0, 0, 0, 0, 0);
	}

	@Override
	protected void look(PoolListener listener) {
		this.parts.watch().look(this, listener);
		this.parts.diagnosis().look(this);
		LettucePool pool = this.factory.pool();
		if (pool != null) {
			pool.upkeep().look(breaker());
		}
	}

}
