package io.resiliencestarter.redis;

import java.time.Duration;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.SslVerifyMode;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisSocketConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceSslClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Makes factories that lead where another one leads, by one connection without a pool.
 */
final class SingleConnection {

	private SingleConnection() {
	}

	/**
	 * Create a factory.
	 * @param original leads to the server
	 * @param timeout how long a command may take
	 * @return the started factory, to be destroyed
	 */
	static LettuceConnectionFactory of(LettuceConnectionFactory original, Duration timeout) {
		LettuceConnectionFactory single = new LettuceConnectionFactory(target(original),
				client(original.getClientConfiguration(), timeout));
		single.afterPropertiesSet();
		single.start();
		return single;
	}

	private static RedisConfiguration target(LettuceConnectionFactory original) {
		@Nullable RedisClusterConfiguration cluster = original.getClusterConfiguration();
		if (cluster != null) {
			return cluster;
		}
		@Nullable RedisSentinelConfiguration sentinel = original.getSentinelConfiguration();
		if (sentinel != null) {
			return sentinel;
		}
		@Nullable RedisSocketConfiguration socket = original.getSocketConfiguration();
		return (socket != null) ? socket : original.getStandaloneConfiguration();
	}

	private static LettuceClientConfiguration client(LettuceClientConfiguration original, Duration timeout) {
		LettuceClientConfigurationBuilder client = LettuceClientConfiguration.builder()
			.commandTimeout(timeout)
			.shutdownQuietPeriod(Duration.ZERO)
			.shutdownTimeout(Duration.ZERO);
		client.clientOptions(options(original.getClientOptions().orElseGet(ClientOptions::create), timeout));
		original.getClientName().ifPresent((name) -> client.clientName(name + "-budget"));
		original.getRedisCredentialsProviderFactory().ifPresent(client::redisCredentialsProviderFactory);
		return original.isUseSsl() ? encrypted(client, original) : client.build();
	}

	private static ClientOptions options(ClientOptions original, Duration timeout) {
		return original.mutate()
			.socketOptions(original.getSocketOptions().mutate().connectTimeout(timeout).build())
			.build();
	}

	private static LettuceClientConfiguration encrypted(LettuceClientConfigurationBuilder client,
			LettuceClientConfiguration original) {
		LettuceSslClientConfigurationBuilder ssl = client.useSsl();
		if (original.isStartTls()) {
			ssl.startTls();
		}
		if (original.getVerifyMode() != SslVerifyMode.FULL) {
			ssl.verifyPeer(original.getVerifyMode());
		}
		return ssl.build();
	}

}
