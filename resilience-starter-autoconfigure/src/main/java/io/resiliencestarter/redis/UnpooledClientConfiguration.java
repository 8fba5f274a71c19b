package io.resiliencestarter.redis;

import java.time.Duration;
import java.util.Optional;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.resource.ClientResources;

import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.RedisCredentialsProviderFactory;

/**
 * A client configuration without its pool, so that Spring Data does not add a pool of its
 * own.
 */
class UnpooledClientConfiguration implements LettuceClientConfiguration {

	private final LettuceClientConfiguration delegate;

	UnpooledClientConfiguration(LettuceClientConfiguration delegate) {
		this.delegate = delegate;
	}

	@Override
	public boolean isUseSsl() {
		return this.delegate.isUseSsl();
	}

	@Override
	@Deprecated
	@SuppressWarnings("deprecation") // still abstract
	public boolean isVerifyPeer() {
		return this.delegate.isVerifyPeer();
	}

	@Override
	public SslVerifyMode getVerifyMode() {
		return this.delegate.getVerifyMode();
	}

	@Override
	public boolean isStartTls() {
		return this.delegate.isStartTls();
	}

	@Override
	public Optional<ClientResources> getClientResources() {
		return this.delegate.getClientResources();
	}

	@Override
	public Optional<ClientOptions> getClientOptions() {
		return this.delegate.getClientOptions();
	}

	@Override
	public Optional<String> getClientName() {
		return this.delegate.getClientName();
	}

	@Override
	public Optional<ReadFrom> getReadFrom() {
		return this.delegate.getReadFrom();
	}

	@Override
	public Optional<RedisCredentialsProviderFactory> getRedisCredentialsProviderFactory() {
		return this.delegate.getRedisCredentialsProviderFactory();
	}

	@Override
	public Duration getCommandTimeout() {
		return this.delegate.getCommandTimeout();
	}

	@Override
	public Duration getShutdownTimeout() {
		return this.delegate.getShutdownTimeout();
	}

	@Override
	public Duration getShutdownQuietPeriod() {
		return this.delegate.getShutdownQuietPeriod();
	}

}
