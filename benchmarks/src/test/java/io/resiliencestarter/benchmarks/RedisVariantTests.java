package io.resiliencestarter.benchmarks;

import java.io.IOException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettucePoolingClientConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisVariant}.
 */
class RedisVariantTests {

	@ParameterizedTest
	@EnumSource
	void readsOverConnectionsOfItsKind(RedisVariant variant) throws IOException {
		RedisBenchmark benchmark = new RedisBenchmark();
		benchmark.variant = variant;
		benchmark.start();
		try {
			assertThat(benchmark.get()).isEqualTo("value");
			RedisConnectionFactory factory = benchmark.redis().getRequiredConnectionFactory();
			boolean ours = variant.name().startsWith("OURS");
			assertThat(factory.getClass().getName().contains("resiliencestarter")).isEqualTo(ours);
			LettuceConnectionFactory lettuce = (LettuceConnectionFactory) factory;
			assertThat(lettuce.getShareNativeConnection()).isEqualTo(variant.name().endsWith("SHARED"));
			if (!lettuce.getShareNativeConnection()) {
				assertThat(((LettucePoolingClientConfiguration) lettuce.getClientConfiguration()).getPoolConfig()
					.getMaxTotal()).isEqualTo(50);
			}
		}
		finally {
			benchmark.stop();
		}
	}

}
