package io.resiliencestarter.support;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.resiliencestarter.pool.PoolRegistry;
import io.resiliencestarter.pool.StubPool;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PoolMetrics}.
 */
class PoolMetricsTests {

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final PoolRegistry<StubPool> pools = new PoolRegistry<>();

	@Test
	void bindsPoolThatJoinsLater() {
		new PoolMetrics(this.pools).bindTo(this.meters);
		StubPool pool = new StubPool("orders");
		this.pools.add(pool);
		pool.setActive(7);
		assertThat(gauge("resilience.pool.utilization")).isEqualTo(0.7);
		assertThat(gauge("resilience.pool.active")).isEqualTo(7);
		assertThat(gauge("resilience.pool.open")).isEqualTo(7);
		assertThat(gauge("resilience.pool.max")).isEqualTo(10);
		assertThat(gauge("resilience.pool.waiting")).isZero();
	}

	@Test
	void showsThePoolThatTookThePlaceOfAnother() {
		new PoolMetrics(this.pools).bindTo(this.meters);
		this.pools.add(new StubPool("orders"));
		StubPool pool = new StubPool("orders");
		this.pools.add(pool);
		pool.setActive(7);
		assertThat(gauge("resilience.pool.active")).isEqualTo(7);
	}

	private double gauge(String name) {
		return this.meters.get(name).tag("pool", "orders").tag("kind", "db").gauge().value();
	}

}
