package com.example.kiosk;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/**
 * Uses each of what the starter looks after.
 */
@RestController
class KioskController {

	private final JdbcTemplate jdbc;

	private final StringRedisTemplate redis;

	private final RestClient prices;

	KioskController(JdbcTemplate jdbc, StringRedisTemplate redis, @Qualifier("prices") RestClient prices) {
		this.jdbc = jdbc;
		this.redis = redis;
		this.prices = prices;
	}

	@GetMapping("/stock")
	@Nullable Integer stock() {
		return this.jdbc.queryForObject("SELECT 42", Integer.class);
	}

	@GetMapping("/visits")
	@Nullable Long visits() {
		return this.redis.opsForValue().increment("visits");
	}

	@GetMapping("/price")
	@Nullable String price() {
		return this.prices.get().uri("/price").retrieve().body(String.class);
	}

}
