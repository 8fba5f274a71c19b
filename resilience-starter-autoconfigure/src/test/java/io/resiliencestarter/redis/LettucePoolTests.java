package io.resiliencestarter.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
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
		try (LettucePool pool = new LettucePool(config)) {
			List<String> threads = new ArrayList<>();
			for (int i = 0; i < 200; i++) {
				CompletableFuture<?> borrowed = pool.borrowAsync(opener, StatefulRedisConnection.class)
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

}
