package io.resiliencestarter.benchmarks;

import java.util.List;

/**
 * A way to Redis that is compared, first the one that the others are compared with. All
 * have 50 connections, where they have a pool.
 */
public enum RedisVariant implements Variant {

	/**
	 * Spring Data's pool, with each command on a connection of its own.
	 */
	POOLED("Spring Data Redis, pooled", "resilience.enabled=false", RedisApplication.SHARED + "=false",
			"spring.data.redis.lettuce.pool.max-active=50", "spring.data.redis.lettuce.pool.max-idle=50"),

	/**
	 * The starter as it comes.
	 */
	OURS_POOLED("**this starter** as it comes: pooled, tracked and guarded"),

	/**
	 * Spring Data as Spring Boot sets it up.
	 */
	SHARED("Spring Data Redis as Spring Boot sets it up: one shared connection", "resilience.enabled=false"),

	/**
	 * The starter in its throughput mode.
	 */
	OURS_SHARED("**this starter** with `shared-connection`", "resilience.redis.shared-connection=true");

	private final String label;

	@SuppressWarnings("ImmutableEnumChecker") // it cannot be modified
	private final List<String> properties;

	RedisVariant(String label, String... properties) {
		this.label = label;
		this.properties = List.of(properties);
	}

	@Override
	public String label() {
		return this.label;
	}

	List<String> properties() {
		return this.properties;
	}

}
