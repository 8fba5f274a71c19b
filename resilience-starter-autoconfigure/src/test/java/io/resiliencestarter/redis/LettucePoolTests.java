package io.resiliencestarter.redis;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.resiliencestarter.diagnosis.Verdict;
import io.resiliencestarter.pool.ApplicationFrames;
import io.resiliencestarter.pool.CoarseClock;
import io.resiliencestarter.pool.PoolKind;
import io.resiliencestarter.pool.PoolTracker;
import io.resiliencestarter.pool.SiteCapture;
import io.resiliencestarter.pool.TrackerContext;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionProvider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LettucePool}.
 */
class LettucePoolTests {

	@Test
	void poolWithoutLimitNeedsNoThreadForEachBorrowing() {
		StatefulRedisConnection<?, ?> connection = mock();
		given(connection.isOpen()).willReturn(true);
		LettuceConnectionProvider opener = mock();
		given(opener.getConnection(any())).willReturn(connection);
		GenericObjectPoolConfig<StatefulConnection<?, ?>> config = new GenericObjectPoolConfig<>();
		config.setMaxTotal(-1);
		try (LettucePool pool = pool(config)) {
			List<String> threads = new ArrayList<>();
			for (int i = 0; i < 200; i++) {
				CompletableFuture<?> borrowed = pool.borrowAsync(opener, StatefulRedisConnection.class, true)
					.thenAccept(pool::release);
				borrowed.join();
			}
			Thread.getAllStackTraces()
				.keySet()
				.stream()
				.map(Thread::getName)
				.filter((name) -> name.startsWith("redis-pool-"))
				.forEach(threads::add);
			assertThat(threads).hasSizeLessThan(100);
		}
	}

	private static LettucePool pool(GenericObjectPoolConfig<?> config) {
		TrackerContext context = new TrackerContext(new CoarseClock(System.nanoTime()),
				new SiteCapture(System::nanoTime), new ApplicationFrames(List.of()));
		PoolTracker<Lease> tracker = new PoolTracker<>(PoolKind.REDIS, context, Lease::isEnded, (connection) -> false);
		RedisGuard guard = new RedisGuard("redis", null, Clock.systemUTC());
		return new LettucePool(config, guard,
				new IdleCheck(Duration.ofSeconds(30), Duration.ofSeconds(5), Clock.systemUTC()), tracker,
				new PoolFailures("redis", guard, tracker, () -> Verdict.none(Instant.EPOCH)));
	}

}
