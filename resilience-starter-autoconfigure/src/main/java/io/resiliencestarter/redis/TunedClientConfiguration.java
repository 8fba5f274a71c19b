package io.resiliencestarter.redis;

import java.time.Duration;
import java.util.Optional;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.TcpUserTimeoutOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.EpollProvider;
import io.lettuce.core.resource.IOUringProvider;

import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.RedisCredentialsProviderFactory;

/**
 * A client configuration without its pool, so that Spring Data does not add a pool of its
 * own, and with options that make connections fail early rather than late. What the
 * application has set stays as it is.
 */
class TunedClientConfiguration implements LettuceClientConfiguration {

	private final LettuceClientConfiguration delegate;

	private final ClientOptions options;

	TunedClientConfiguration(LettuceClientConfiguration delegate, boolean keepalive) {
		this.delegate = delegate;
		this.options = tune(delegate.getClientOptions().orElseGet(ClientOptions::create), keepalive,
				delegate.getCommandTimeout());
	}

	/**
	 * Commands that are queued while a connection is down are sent again once it is back,
	 * also those that the server has executed already: so none is queued.
	 */
	private static ClientOptions tune(ClientOptions options, boolean keepalive, Duration timeout) {
		ClientOptions.Builder builder = options.mutate()
			.socketOptions(tune(options.getSocketOptions(), keepalive, timeout));
		if (options.getDisconnectedBehavior() == DisconnectedBehavior.DEFAULT) {
			builder.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS);
		}
		return builder.build();
	}

	/**
	 * Lettuce's own keepalive is on, with times that notice a dead peer. The time after
	 * which a peer has to acknowledge what was sent needs a native transport: without
	 * one, connecting would fail.
	 */
	private static SocketOptions tune(SocketOptions options, boolean keepalive, Duration timeout) {
		SocketOptions.Builder builder = options.mutate();
		if (!keepalive) {
			builder.keepAlive(false);
		}
		if (!options.isEnableTcpUserTimeout() && isNative()) {
			builder.tcpUserTimeout(TcpUserTimeoutOptions.builder().enable().tcpUserTimeout(timeout).build());
		}
		return builder.build();
	}

	private static boolean isNative() {
		return EpollProvider.isAvailable() || IOUringProvider.isAvailable();
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
		return Optional.of(this.options);
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
