package io.resiliencestarter.support;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

import io.resiliencestarter.pool.PoolListener;
import io.resiliencestarter.pool.PoolRegistry;
import io.resiliencestarter.pool.StubPool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PoolHealthIndicator}.
 */
class PoolHealthIndicatorTests {

	private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

	private final PoolRegistry<StubPool> pools = new PoolRegistry<>();

	private final StubPool pool = new StubPool("orders");

	@BeforeEach
	void addPool() {
		this.pools.add(this.pool);
	}

	@Test
	void upWhileWarning() {
		this.pool.setActive(8);
		Health health = healthAt(START);
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("status", "warning");
	}

	@Test
	void upWhileCriticalForLessThanTenSeconds() {
		this.pool.setActive(10);
		this.pool.tick(START, new PoolListener() {
		});
		assertThat(healthAt(START.plusSeconds(9)).getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void outOfServiceOnceCriticalForTenSeconds() {
		this.pool.setActive(10);
		this.pool.tick(START, new PoolListener() {
		});
		Health health = healthAt(START.plusSeconds(10));
		assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		assertThat(health.getDetails()).containsEntry("status", "critical");
	}

	@Test
	void downAtOnceWhenTheServerCannotBeReached() {
		this.pool.setDown(true);
		assertThat(healthAt(START).getStatus()).isEqualTo(Status.DOWN);
	}

	@Test
	void upWithoutPools() {
		assertThat(new PoolHealthIndicator(new PoolRegistry<>(), Clock.systemUTC()).health()).isNotNull()
			.extracting(Health::getStatus)
			.isEqualTo(Status.UP);
	}

	private Health healthAt(Instant instant) {
		Health health = new PoolHealthIndicator(this.pools, Clock.fixed(instant, ZoneOffset.UTC)).health();
		assertThat(health).isNotNull();
		return health;
	}

}
