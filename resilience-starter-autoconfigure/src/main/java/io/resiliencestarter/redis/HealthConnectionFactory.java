package io.resiliencestarter.redis;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.ReactiveRedisClusterConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisSentinelConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The connections for health checks: those of the pool, looked up anew for each check, as
 * a factory can be stopped and started again.
 */
class HealthConnectionFactory implements RedisConnectionFactory, ReactiveRedisConnectionFactory {

	private final Supplier<? extends LettuceConnectionFactory> factory;

	HealthConnectionFactory(Supplier<? extends LettuceConnectionFactory> factory) {
		this.factory = factory;
	}

	@Override
	public RedisConnection getConnection() {
		return this.factory.get().getConnection();
	}

	@Override
	public RedisClusterConnection getClusterConnection() {
		return this.factory.get().getClusterConnection();
	}

	@Override
	public RedisSentinelConnection getSentinelConnection() {
		return this.factory.get().getSentinelConnection();
	}

	@Override
	public boolean getConvertPipelineAndTxResults() {
		return this.factory.get().getConvertPipelineAndTxResults();
	}

	@Override
	public ReactiveRedisConnection getReactiveConnection() {
		return this.factory.get().getReactiveConnection();
	}

	@Override
	public ReactiveRedisClusterConnection getReactiveClusterConnection() {
		return this.factory.get().getReactiveClusterConnection();
	}

	@Override
	public @Nullable DataAccessException translateExceptionIfPossible(RuntimeException ex) {
		return this.factory.get().translateExceptionIfPossible(ex);
	}

}
