package io.resiliencestarter.redis;

import java.util.Map;

import io.resiliencestarter.pool.MonitoredPool;
import io.resiliencestarter.pool.PoolConnections;
import io.resiliencestarter.pool.PoolKind;
import io.resiliencestarter.pool.Thresholds;
import io.resiliencestarter.support.Setting;

/**
 * The pool of a connection factory that is watched.
 */
class RedisPool extends MonitoredPool {

	private final PooledLettuceConnectionFactory factory;

	private final Map<String, Setting<?>> settings;

	RedisPool(String beanName, PooledLettuceConnectionFactory factory, Thresholds thresholds,
			Map<String, Setting<?>> settings) {
		super(beanName, PoolKind.REDIS, thresholds);
		this.factory = factory;
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

	long created() {
		LettucePool pool = this.factory.pool();
		return (pool != null) ? pool.created() : 0;
	}

	long destroyed() {
		LettucePool pool = this.factory.pool();
		return (pool != null) ? pool.destroyed() : 0;
	}

	@Override
	protected boolean started() {
		return created() > 0;
	}

	@Override
	public PoolConnections connections() {
		LettucePool pool = this.factory.pool();
		return (pool != null) ? pool.counts() : new PoolConnections(this.factory.maxConnections(), 0, 0, 0, 0, 0);
	}

}
