package com.example.shop;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Uses of Redis, right and wrong.
 */
public class Carts {

	private final RedisConnectionFactory factory;

	private final StringRedisTemplate redis;

	public Carts(RedisConnectionFactory factory) {
		this.factory = factory;
		this.redis = new StringRedisTemplate(factory);
	}

	/** Keeps a connection while it waits for something else. */
	public void checkOut(CountDownLatch paid) {
		this.redis.execute((RedisCallback<Object>) (connection) -> {
			connection.ping();
			await(paid);
			return "paid";
		});
	}

	/** Executes a command that takes long. */
	public void report() {
		this.redis.execute((RedisCallback<@Nullable Object>) (connection) -> connection.execute("DEBUG",
				"SLEEP".getBytes(StandardCharsets.US_ASCII), "2".getBytes(StandardCharsets.US_ASCII)));
	}

	/** Never gives a connection back. */
	public void forget() {
		RedisConnection connection = this.factory.getConnection();
		connection.ping();
	}

	/** Keeps a reactive connection until the end. */
	public Mono<Void> watch(ReactiveRedisConnectionFactory factory, Mono<?> end) {
		return Mono.usingWhen(Mono.fromSupplier(factory::getReactiveConnection),
				(connection) -> connection.ping().then(end).then(), (connection) -> connection.closeLater());
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
